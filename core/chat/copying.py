"""Copied text of an answer: found beside its tokens as they come, or afterwards, in all that the model learnt from.

An index that is there is opened before an answer only where that takes no time one would notice; one that is not there
is made by FindCopied alone, so that no answer waits for it.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from core.config import CopyingConfig
from core.control import Interrupted, RunControl
from core.errors import RunError, TextChangedError
from core.paths import Home
from core.protocol import CopiedStretch, CopiedTold, Event, FindCopied, FindCopiedDone, SampleDone, TextFile, Token
from core.runs import RunFolder, find_run
from core.runs.learnt import Learnt, learnt_from
from core.text.builtin import BUILTIN
from core.text.copied import Follower, Index, Match, build_index, index_folder, last_changed, open_index
from core.text.prepare import read_again

QUICK = 20_000_000  # bytes of text whose index is checked in a tenth of a second
AROUND = 600  # bytes that are shown on either side of a stretch
PORTION = 4096  # characters followed between two looks at the control


class Copying:
    """For one engine. The indexes of the run that was asked about last stay open."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._open: dict[Path, Index] = {}
        # When the files of an index were last changed: their content has been compared then.
        self._compared: dict[Path, tuple[int, ...]] = {}

    def beside(
        self, run: RunFolder, answer: Iterator[Event], copying: CopyingConfig, written: str, control: RunControl
    ) -> Iterator[Event]:
        """An answer's events, copied stretches among them, and before the last one CopiedTold.

        ``written``: what the answer begins with; characters count from its beginning.
        """
        indexes, sentences, pending = self._at_hand(run, control)
        follower = Follower(indexes, copying.copied_from)
        yield from _told(follower, follower.push(written))
        for event in answer:
            if isinstance(event, SampleDone):
                yield from _told(follower, follower.close())
                yield CopiedTold(follower.copied, follower.characters, pending, bool(indexes), " ".join(sentences))
            yield event
            if isinstance(event, Token):
                yield from _told(follower, follower.push(event.text))

    def find(self, command: FindCopied, control: RunControl) -> Iterator[Event]:
        """Progress where an index is made, the stretches of a text, and FindCopiedDone.

        Raises:
            RunError: the run is missing or damaged, or no text that it learnt from can be searched.
            HomeError: an index cannot be written.
            Interrupted: a stop was asked for.
        """
        run, _ = find_run(self._home, command.run.removesuffix("@live"))
        indexes, sentences = yield from self._all(run, control)
        if not indexes:
            raise RunError(" ".join(sentences), "Nothing is said of what is copied.")
        follower = Follower(indexes, command.copying.copied_from)
        for begin in range(0, len(command.text), PORTION):
            control.check()
            yield from _told(follower, follower.push(command.text[begin : begin + PORTION]))
        yield from _told(follower, follower.close())
        yield FindCopiedDone(follower.copied, follower.characters, " ".join(sentences))

    def _at_hand(self, run: RunFolder, control: RunControl) -> tuple[list[Index], list[str], bool]:
        """The indexes that can be searched at once, what is to be said, and whether there is more to do before.

        One alone is not searched: what it shows would be taken for all.
        """
        try:
            texts, sentences = learnt_from(self._home, run)
        except RunError as error:
            return [], [error.message], False
        indexes = []
        for text in texts:
            changed = _changed(text)
            if changed:
                sentences.append(changed)
                continue
            index = self._opened(text, control) if text.facts.size <= QUICK or self._known(text) else None
            if index is None or not self._is_compared(text, index):
                return [], [], True
            indexes.append(index)
        return indexes, sentences, False

    def _all(self, run: RunFolder, control: RunControl) -> Generator[Event, None, tuple[list[Index], list[str]]]:
        """The indexes of all texts, made where they are missing, and a sentence for each that cannot be searched."""
        texts, sentences = learnt_from(self._home, run)
        indexes = []
        for text in texts:
            changed = _changed(text)
            if not changed:
                try:
                    indexes.append((yield from self._made(text, control)))
                except TextChangedError as error:
                    changed = error.message
            if changed:
                sentences.append(changed)
        wanted = {index_folder(text.facts, self._home) for text in texts}
        self._open = {folder: index for folder, index in self._open.items() if folder in wanted}
        return indexes, sentences

    def _made(self, text: Learnt, control: RunControl) -> Generator[Event, None, Index]:
        """The index of a text that was compared with what it was made of."""
        index = self._opened(text, control)
        if index is not None and self._is_compared(text, index):
            return index
        facts, folder = text.facts, index_folder(text.facts, self._home)
        now = _last_changed(facts.files)
        read = yield from read_again(facts, self._home, control)
        if index is None:
            yield from build_index(folder, read, control)
            index = self._opened(text, control)
        self._compared[folder] = now
        if index is None:
            raise RunError(f"The index in {folder} was damaged as soon as it had been written.", "Try again.")
        return index

    def _known(self, text: Learnt) -> bool:
        return index_folder(text.facts, self._home) in self._open

    def _opened(self, text: Learnt, control: RunControl) -> Index | None:
        folder = index_folder(text.facts, self._home)
        if folder not in self._open:
            try:
                index = open_index(folder, control)
            except Interrupted:
                return None
            if index is None:
                return None
            self._open[folder] = index
        return self._open[folder]

    def _is_compared(self, text: Learnt, index: Index) -> bool:
        """Whether no file was changed since its content was compared with what the run learnt."""
        folder = index_folder(text.facts, self._home)
        return _last_changed(text.facts.files) == self._compared.get(folder, index.about.changed)


def _changed(text: Learnt) -> str:
    """A sentence where a file is gone or has another size, else empty."""
    for file in text.facts.files:
        if file.path in BUILTIN and not Path(file.path).exists():
            continue
        try:
            changed = Path(file.path).stat().st_size != file.size
        except OSError:
            return f"{file.name} is no longer where it was when {text.run} learnt from it."
        if changed:
            return f"{file.name} has changed since {text.run} learnt from it."
    return ""


def _last_changed(files: Iterable[TextFile]) -> tuple[int, ...]:
    return tuple(map(last_changed, files))


def _told(follower: Follower, matches: Sequence[Match]) -> Iterator[CopiedStretch]:
    for match in matches:
        place = match.index.place(match.byte)
        before, after = match.index.around(match.byte, match.byte + match.length, AROUND)
        yield CopiedStretch(
            begin=match.begin,
            end=match.end,
            file=place.file.name,
            path=place.file.path,
            line=place.line,
            character=place.character,
            times=match.times,
            before=before,
            after=after,
            copied=follower.copied,
        )
