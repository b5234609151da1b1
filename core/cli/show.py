"""What a person sees of a run in the terminal: one moving line on stderr, samples and results on stdout."""

import math
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from core import protocol as said
from core.config import HEAD_KINDS, SamplingConfig, Value, settings_of
from core.runs import RunSummary
from core.runs.compare import Comparison
from core.runs.lineage import Branch

WRONG_SHOWN = 10
RULES = {setting.name: setting.label for setting in settings_of(SamplingConfig)}


class TrainingView:
    """Shows the events of one training. Use as a context manager, so that the moving line is put away."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, emoji=False)
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TaskProgressColumn())
        facts = TextColumn("{task.fields[facts]}")
        unseen = not self._console.is_terminal  # in a file there is no line that moves
        self._bar = Progress(*columns, facts, console=self._console, transient=True, disable=unseen)
        self._task = self._bar.add_task("", total=1.0, facts="")
        self._val = self._kind = ""

    def __enter__(self) -> "TrainingView":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, event: said.Event) -> None:
        """Show one event; kinds that say nothing to a person are passed over."""
        match event:
            case said.Progress(stage, fraction, seconds_left):
                self._bar.update(self._task, description=stage, completed=fraction or 0.0, facts=_left(seconds_left))
            case said.Notice():
                self._print(_sentence(event.message, event.hint))
            case said.Started():
                self._started(event)
            case said.Step():
                self._step(event)
            case said.SampleWritten(step, prompt, text):
                self._print(f"step {step}: {prompt}{text}".replace("\n", "\n    "))
            case said.ExamTaken(step, marks):
                self._print(f"step {step}: {marks_in_words(marks)}")
            case said.Verdict():
                self._verdict(event)
            case said.TrainDone():
                self._bar.stop()
                self._done(event)

    def _started(self, event: said.Started) -> None:
        references = event.references
        self._print(
            f"{event.run}: {event.parameters:,} parameters on {event.device} in {event.precision}, "
            f"{event.threads} threads; {event.tokens_train:,} tokens to learn from, {event.tokens_val:,} kept back.\n"
            f"Without a network: chance {references.uniform:.2f}, token frequencies {references.unigram:.2f}, "
            f"token pairs {references.bigram:.2f} nats per token."
        )

    def _step(self, event: said.Step) -> None:
        if event.val_loss is not None:
            self._val = f"  validation {event.val_loss:.3f}"
        speed = f"{event.tokens_per_second:,.0f} tokens/s"
        facts = f"loss {event.train_loss:.3f}{self._val}  {speed}  {_left(event.seconds_left)}".rstrip()
        self._bar.update(self._task, description=f"step {event.step}", completed=event.progress, facts=facts)

    def _verdict(self, event: said.Verdict) -> None:
        """Said when it becomes another."""
        if event.kind not in (self._kind, "early"):
            self._kind = event.kind
            self._print(f"step {event.step}: {event.judgement} {event.reason}")

    def _done(self, event: said.TrainDone) -> None:
        ended = {"budget": "done", "user": "stopped and kept", "patience": "stopped: no better any more"}
        how = ended.get(
            event.stopped_by, "stopped: the loss was no longer a finite number; the last good state is kept"
        )
        loss = "" if event.val_loss is None else f", validation loss {event.val_loss:.3f} nats per token"
        bits = "" if event.val_bits_per_byte is None else f" ({event.val_bits_per_byte:.2f} bits per byte)"
        verdict = event.verdict
        words = "" if verdict is None else f" {verdict.judgement} {verdict.reason} {verdict.suggestion}".rstrip()
        self._print(f"{event.run}: {how} at step {event.step} after {event.seconds:.0f} s{loss}{bits}.{words}")

    def _print(self, words: str) -> None:
        self._console.print(words, markup=False)


def show_runs(runs: list[RunSummary]) -> None:
    """A table of runs on stdout."""
    if not runs:
        print("No runs yet. Train one with: train")
    for run in runs:
        loss = "     -" if run.val_loss is None else f"{run.val_loss:6.3f}"
        facts = f"{run.name:<32} {run.parameters:>12,}  step {run.steps:>7}  {loss}  {run.state:<9} {run.created[:16]}"
        print(f"{facts}  {run.verdict.replace('_', ' ')}".rstrip())


def show_looks(event: said.TextDone) -> None:
    """A line for each file and what was found in it on stdout."""
    print(f"{event.label}: {event.characters:,} characters, {event.words:,} words, {event.size:,} bytes in UTF-8.")
    for look in event.looks:
        if look.problem:
            print(f"  {look.name}: left out. {look.problem}")
            continue
        of = f", column {look.column} of {', '.join(look.columns)}" if look.column else ""
        facts = (look.format, look.encoding, f"{look.size:,} bytes", look.language, "" if look.choice.on else "off")
        print(f"  {look.name}: {', '.join(fact for fact in facts if fact)}{of}")
        if look.note:
            print(f"      {look.note}")
        for found in look.findings:
            way = "Removed." if found.removed else f"To take it out: --remove {found.kind}"
            print(f"      {found.sentence} ({found.characters:,} characters) {way}")


def marks_in_words(marks: tuple[said.SkillMark, ...]) -> str:
    """Per cent of each skill: seen / unseen."""
    shares: dict[str, list[str]] = {}
    for mark in marks:
        shares.setdefault(mark.skill, []).append(f"{100 * mark.share:.0f}")
    return "answered, in per cent (seen / unseen): " + ", ".join(f"{s} {' / '.join(n)}" for s, n in shares.items())


def show_exam(event: said.ExamDone) -> None:
    """A line for each kind of question, then some wrong answers, on stdout."""
    print(f"{event.run} at step {event.step}, answered exactly:")
    for mark in event.marks:
        kind = f"{mark.skill:<14} {'seen' if mark.seen else 'unseen':<7}"
        print(f"  {kind} {mark.right:>4} of {mark.asked:<4} {mark.share:6.1%}")
    for wrong in event.wrong[:WRONG_SHOWN]:
        print(f"  {wrong.prompt!r}: {wrong.written!r} in place of {wrong.answer!r}")


def show_frame(event: said.Frame, prompt: str) -> None:
    """What one step of a run wrote, on stdout."""
    mean = event.mean_log_probability
    sure = "" if mean is None else f", perplexity {math.exp(-mean):.3g}"
    print(f"--- step {event.step}{', best' if event.best else ''}{sure}\n{prompt}{event.text}", flush=True)


def show_next_token(event: said.InspectDone) -> None:
    """Candidates with their odds on stdout."""
    assert isinstance(event.result, said.NextTokenResult)
    print(f"After {''.join(event.tokens)!r} at step {event.step}:")
    for candidate in event.result.candidates:
        bar = "█" * round(30 * candidate.probability)
        print(f"  {candidate.token:<16} {candidate.probability:7.2%}  {candidate.logit:8.3f}  {bar}")
    for cut in event.result.cuts:
        print(f"{RULES[cut.rule]} {cut.value:g}: {cut.left:,} {'token stays' if cut.left == 1 else 'tokens stay'}.")


def show_attention(event: said.InspectDone) -> None:
    """For each head, what the last token looks at most, on stdout."""
    assert isinstance(event.result, said.AttentionResult)
    result, at = event.result, event.at
    print(f"What {event.tokens[at]!r} looks at, at step {event.step}:")
    for layer, heads in enumerate(result.pattern):
        for head, weights in enumerate(heads):
            best = weights[at, : at + 1].argsort()[::-1][:3]
            looks = ", ".join(f"{event.tokens[key]!r} {weights[at][key]:.2f}" for key in best)
            print(f"  layer {layer} head {head}: {looks}{_label_words(result, layer, head)}")


def _label_words(result: said.AttentionResult, layer: int, head: int) -> str:
    label = result.labels[layer][head] if result.labels else None
    if label is None or not label.clear:
        return ""
    return f"  ({HEAD_KINDS[label.kind].label.lower()} {label.score:.2f}, chance {label.chance:.2f})"


def show_estimate(event: said.EstimateDone) -> None:
    """What a training would need, on stdout."""
    if event.settings:
        print(f"size        {setting_words(event.settings)}")
    print(f"parameters  {event.parameters:,} with a vocabulary of {event.vocab_size:,}")
    print(f"text        {event.tokens_train:,} tokens to learn from")
    print(f"memory      {event.memory / 1e9:.2f} GB, of {event.memory_free / 1e9:.1f} GB free")
    if not event.fits:
        print("It does not fit." + ("" if event.would_fit else " Choose a smaller model."))
    for way in event.would_fit:
        print(f"  would fit {setting_words(way.settings)}  ({way.memory / 1e9:.2f} GB)")
    if event.steps is None or event.seconds is None or event.seconds_per_step is None:
        return
    print(
        f"steps       {event.steps:,} of {1000 * event.seconds_per_step:.1f} ms, {event.epochs:.3g} times over the text"
    )
    print(f"speed       {event.tokens_per_second:,.0f} tokens/s on {event.device} in {event.precision}")
    print(f"time        {event.seconds:,.0f} s, of them {event.seconds_preparing:.0f} s to prepare the text")
    beside = f", while other programs took {event.others:.0%} of the processor" if event.others > 0.2 else ""
    beside = ", while another training runs" if event.beside_training else beside
    print(f"measured    {event.measured[:16].replace('T', ' ')}{beside}")


def setting_words(settings: Mapping[str, Value]) -> str:
    """Settings as they are typed."""
    return " ".join(f"--{name.replace('_', '-')} {value}" for name, value in settings.items())


def tell(message: str, hint: str = "") -> None:
    """One sentence on stderr."""
    print(_sentence(message, hint), file=sys.stderr, flush=True)


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f} s left"


def _sentence(message: str, hint: str) -> str:
    return f"{message} {hint}".strip()


def show_comparison(found: Comparison) -> None:
    """Runs beside one another, then what differs, on stdout."""
    show_runs([run.summary for run in found.runs])
    widest = max((len(one.label) for one in found.differences), default=0)
    columns = [max(map(len, column)) for column in zip(*(one.words for one in found.differences), strict=True)]
    print("\nWhat differs:" if found.differences else "\nTheir settings are the same.")
    for one in found.differences:
        words = "  ".join(f"{word:<{wide}}" for word, wide in zip(one.words, columns, strict=True))
        print(f"  {one.label:<{widest}}  {words.rstrip()}")
    if not found.same_text:
        print("They were trained on different texts: their losses do not say which is better.")
    elif not found.same_tokens:
        print("They cut text into tokens differently: compare bits per byte, not nats per token.")


def show_branch(branch: Branch) -> None:
    """One run of a lineage on stdout."""
    step = "" if branch.step is None else f" at step {branch.step}"
    gone = " (gone)" if branch.gone else ""
    origin = f"  from {branch.parent}{step}{gone}" if branch.parent else ""
    loss = "" if branch.run.val_loss is None else f"  {branch.run.val_loss:.3f}"
    print(f"{'   ' * (branch.depth - 1)}{'└─ ' if branch.depth else ''}{branch.run.name}{loss}{origin}")
