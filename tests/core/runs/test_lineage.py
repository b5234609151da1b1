"""The tree of forks: complete, by step, through other names, and never broken by what somebody wrote by hand."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from core.runs.lineage import lineage
from core.runs.summaries import RunSummary

RUN = RunSummary(
    name="", model="", serial=1, parameters=0, preset="", text="", steps=0, steps_planned=None, progress=0.0,
    val_loss=None, best_val_loss=None, created="", size=0, star=False, state="done", curve=(),
)  # fmt: skip


def run(name: str, parent: str = "", created: str = "") -> RunSummary:
    return dataclasses.replace(RUN, name=name, parent=parent, created=created)


def tree(*runs: RunSummary, **former: list[str]) -> list[tuple[int, str, int | None, bool]]:
    return [(one.depth, one.run.name, one.step, one.gone) for one in lineage(runs, former)]


def test_forks_stand_below_what_they_begin_with_in_the_order_of_steps() -> None:
    found = tree(
        run("fox/serial_4", "fox/serial_2@16"), run("owl/serial_1"), run("fox/serial_3", "fox/serial_1@64"),
        run("fox/serial_2", "fox/serial_1@8"), run("fox/serial_1"),
    )  # fmt: skip
    assert found == [
        (0, "fox/serial_1", None, False), (1, "fox/serial_2", 8, False), (2, "fox/serial_4", 16, False),
        (1, "fox/serial_3", 64, False), (0, "owl/serial_1", None, False),
    ]  # fmt: skip


def test_a_parent_that_is_gone_is_named_and_one_with_another_name_is_found() -> None:
    gone = lineage([run("fox/serial_2", "fox/serial_1@8")], {})
    assert (gone[0].parent, gone[0].step, gone[0].gone, gone[0].depth) == ("fox/serial_1", 8, True, 0)
    found = lineage([run("b/serial_1", "old/serial_3@4"), run("new/serial_3")], {"old": ["other", "new"]})
    assert [(one.run.name, one.parent) for one in found] == [("new/serial_3", ""), ("b/serial_1", "new/serial_3")]


def test_circles_and_nonsense_lose_no_run() -> None:
    found = tree(
        run("a/serial_1", "b/serial_1@1"), run("b/serial_1", "a/serial_1@1"), run("c/serial_1", "c/serial_1@3"),
        run("d/serial_1", "//@@"), run("e/serial_1", "a/serial_1@9"), run("f/serial_1", "imported from GPT-2"),
    )  # fmt: skip
    assert sorted(name for _, name, _, _ in found) == [f"{model}/serial_1" for model in "abcdef"]


def test_a_long_line_of_forks_is_no_trouble() -> None:
    runs = [run(f"a/serial_{k}", f"a/serial_{k - 1}@1" if k > 1 else "") for k in range(3000, 0, -1)]
    assert [one.depth for one in lineage(runs, {})] == list(range(3000))


@given(st.lists(st.integers(0, 12), max_size=12))
def test_every_run_stands_in_the_tree_once(parents: list[int]) -> None:
    runs = [run(f"m/serial_{k + 1}", f"m/serial_{p}@1" if p else "") for k, p in enumerate(parents)]
    found = lineage(runs, {})
    assert sorted(one.run.name for one in found) == sorted(one.name for one in runs)
    assert all(one.depth == 0 or one.parent for one in found)
