"""The build runs what must run, keeps what is true, and goes past what fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podcast.errors import BuildLocked, PodcastError, Remark
from podcast.graph import (
    Context,
    Event,
    Journal,
    Outcome,
    Settings,
    Started,
    Task,
    build,
    foresee,
    observatory,
    prune,
    with_needs,
    workshop,
)

STATE = Path(".state")


def copying(source: str, target: str, *, version: int = 1, episode: str = "", note: str = "") -> Task:
    """A task that writes its source in capitals."""

    def action(context: Context) -> None:
        text = (context.root / source).read_text()
        if "BOOM" in text:
            raise PodcastError("{file} went boom", file=source)
        if note:
            context.remark(Remark("{note}", {"note": note}))
        (context.root / target).parent.mkdir(parents=True, exist_ok=True)
        (context.root / target).write_text(text.upper())

    return Task(
        name=f"{source}->{target}",
        stage="copy",
        episode=episode,
        action=action,
        inputs=(Path(source),),
        outputs=(Path(target),),
        version=version,
    )


@contextmanager
def opened(root: Path, events: list[Event] | None = None) -> Iterator[object]:
    listener = events.append if events is not None else lambda _event: None
    with workshop(Settings(root, STATE, (Path("out"),), 2, listener)) as shop:
        yield shop


def run(root: Path, *tasks: Task, forced: frozenset[str] = frozenset()) -> Outcome:
    with workshop(Settings(root, STATE, (Path("out"),), 2, lambda _event: None)) as shop:
        prune(tasks, lambda _entry: False, shop)
        return build(tasks, shop, forced)


def ran(outcome: Outcome) -> list[str]:
    return [task.name for task in outcome.ran]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a").write_text("hello")
    return tmp_path


def test_a_chain_runs_in_order_whatever_order_it_is_given_in(root: Path) -> None:
    outcome = run(root, copying("out/b", "out/c"), copying("a", "out/b"))
    assert ran(outcome) == ["a->out/b", "out/b->out/c"]
    assert (root / "out/c").read_text() == "HELLO"


def test_the_second_build_does_nothing(root: Path) -> None:
    chain = (copying("a", "out/b"), copying("out/b", "out/c"))
    run(root, *chain)
    outcome = run(root, *chain)
    assert ran(outcome) == []
    assert outcome.fresh == 2


def test_an_unchanged_result_stops_the_wave(root: Path) -> None:
    chain = (copying("a", "out/b"), copying("out/b", "out/c"))
    run(root, *chain)
    (root / "a").write_text("HELLO")  # another input, the same output
    assert ran(run(root, *chain)) == ["a->out/b"]


@pytest.mark.parametrize("harm", ["delete", "alter"])
def test_a_harmed_output_is_made_again(root: Path, harm: str) -> None:
    task = copying("a", "out/b")
    run(root, task)
    if harm == "delete":
        (root / "out/b").unlink()
    else:
        (root / "out/b").write_text("someone was here")
    assert ran(run(root, task)) == ["a->out/b"]
    assert (root / "out/b").read_text() == "HELLO"


def test_a_raised_version_runs_again(root: Path) -> None:
    run(root, copying("a", "out/b"))
    assert ran(run(root, copying("a", "out/b", version=2))) == ["a->out/b"]


def test_a_failure_blocks_only_what_follows_it(root: Path) -> None:
    (root / "bad").write_text("BOOM")
    outcome = run(
        root,
        copying("bad", "out/x"),
        copying("out/x", "out/y"),
        copying("out/y", "out/z"),
        copying("a", "out/b"),
    )
    assert ran(outcome) == ["a->out/b"]
    assert [str(failed.error) for failed in outcome.failed] == ["bad went boom"]
    assert {each.task.name for each in outcome.blocked} == {"out/x->out/y", "out/y->out/z"}
    assert {each.by.name for each in outcome.blocked} == {"bad->out/x"}


def test_a_failure_leaves_the_last_good_output(root: Path) -> None:
    run(root, copying("a", "out/b"))
    (root / "a").write_text("BOOM")
    run(root, copying("a", "out/b"))
    assert (root / "out/b").read_text() == "HELLO"


def test_an_optional_input_is_awaited_and_may_fail(root: Path) -> None:
    (root / "bad").write_text("BOOM")
    seen: list[str] = []

    def gather(context: Context) -> None:
        seen.extend(name for name in ("out/b", "out/x") if (context.root / name).exists())
        (context.root / "out/all").write_text(" ".join(seen))

    whole = Task(
        "whole", "whole", "", gather, optional=(Path("out/b"), Path("out/x")), outputs=(Path("out/all"),)
    )
    outcome = run(root, whole, copying("bad", "out/x"), copying("a", "out/b"))
    assert seen == ["out/b"]
    assert ran(outcome)[-1] == "whole"


def test_a_draft_belongs_to_people(root: Path) -> None:
    calls: list[int] = []

    def action(context: Context) -> None:
        calls.append(1)
        draft = context.root / "draft"
        if not draft.exists():
            draft.write_text("machine")

    task = Task("draft", "draft", "", action, inputs=(Path("a"),), drafts=(Path("draft"),))
    run(root, task)
    (root / "draft").write_text("a person's words")
    assert ran(run(root, task)) == []
    (root / "draft").unlink()
    assert ran(run(root, task)) == ["draft"]
    assert len(calls) == 2


def test_a_draft_that_is_also_read_does_not_run_for_ever(root: Path) -> None:
    def action(context: Context) -> None:
        (context.root / "list").write_text("a\n")

    task = Task("list", "list", "", action, optional=(Path("list"),), drafts=(Path("list"),))
    run(root, task)
    assert ran(run(root, task)) == []
    (root / "list").write_text("a\nb\n")
    assert ran(run(root, task)) == ["list"]


def test_what_is_no_longer_made_goes(root: Path) -> None:
    run(root, copying("a", "out/deep/b"), copying("a", "out/c"))
    outcome_root = run(root, copying("a", "out/c"))
    assert outcome_root.fresh == 1
    assert not (root / "out/deep").exists()
    assert (root / "out/c").exists()


def test_pruning_can_be_held_back(root: Path) -> None:
    run(root, copying("a", "out/b", episode="held"))
    with workshop(Settings(root, STATE, (), 1, lambda _event: None)) as shop:
        assert prune((), lambda entry: entry.episode == "held", shop) == []
    assert (root / "out/b").exists()


def test_outputs_known_only_when_running_are_pruned_too(root: Path) -> None:
    def pages(context: Context) -> None:
        for name in (context.root / "a").read_text().split():
            (context.root / "out").mkdir(exist_ok=True)
            (context.root / "out" / name).write_text(name)
            context.made(Path("out") / name)

    task = Task("pages", "pages", "", pages, inputs=(Path("a"),))
    (root / "a").write_text("one two")
    run(root, task)
    (root / "a").write_text("two three")
    run(root, task)
    assert sorted(path.name for path in (root / "out").iterdir()) == ["three", "two"]


def test_a_remark_is_said_again_when_nothing_runs(root: Path) -> None:
    task = copying("a", "out/b", note="mind the gap")
    run(root, task)
    outcome = run(root, task)
    assert ran(outcome) == []
    assert [str(remark) for _, remark in outcome.remarks] == ["mind the gap"]


def test_one_lane_runs_one_at_a_time(root: Path) -> None:
    busy: list[int] = []
    most: list[int] = []

    def action(number: int) -> Task:
        def inside(context: Context) -> None:
            busy.append(number)
            most.append(len(busy))
            for step in range(1000):
                context.progress(step / 1000)
            busy.remove(number)
            (context.root / f"out{number}").write_text("x")

        return Task(f"t{number}", "t", "", inside, outputs=(Path(f"out{number}"),), lane="one")

    run(root, *(action(number) for number in range(6)))
    assert max(most) == 1


def test_force_runs_what_is_named(root: Path) -> None:
    tasks = (copying("a", "out/b"), copying("a", "out/c"))
    run(root, *tasks)
    assert ran(run(root, *tasks, forced=frozenset({"a->out/c"}))) == ["a->out/c"]


def test_foreseeing_runs_nothing_and_says_why(root: Path) -> None:
    tasks = (copying("a", "out/b"), copying("out/b", "out/c"))
    run(root, *tasks)
    (root / "a").write_text("other")
    journal, digests = observatory(root, STATE)
    coming = foresee(tasks, journal, digests)
    assert [(task.name, reason.cause, reason.about) for task, reason in coming] == [
        ("a->out/b", "input", "a"),
        ("out/b->out/c", "follows", "a->out/b"),
    ]
    assert (root / "out/b").read_text() == "HELLO"


def test_every_run_has_its_reason(root: Path) -> None:
    events: list[Event] = []
    with workshop(Settings(root, STATE, (), 1, events.append)) as shop:
        build((copying("a", "out/b"),), shop)
    assert [event.reason.cause for event in events if isinstance(event, Started)] == ["never"]


def test_a_task_brings_what_it_needs(root: Path) -> None:
    b, c, d = copying("a", "out/b"), copying("out/b", "out/c"), copying("a", "out/d")
    assert with_needs((b, c, d), [c]) == (b, c)


def test_a_missing_input_is_a_sentence(root: Path) -> None:
    outcome = run(root, copying("nowhere", "out/b"))
    assert [str(failed.error) for failed in outcome.failed] == ["nowhere is missing"]


def test_tasks_that_wait_for_each_other_are_refused(root: Path) -> None:
    with pytest.raises(ValueError, match="wait for each other"):
        run(root, copying("out/x", "out/y"), copying("out/y", "out/x"))


def test_one_build_at_a_time(root: Path) -> None:
    with opened(root), pytest.raises(BuildLocked), opened(root):
        pass


def test_a_torn_line_is_cut_and_its_task_done_again(root: Path) -> None:
    tasks = (copying("a", "out/b"), copying("a", "out/c"))
    run(root, *tasks)
    journal = root / STATE / "journal.jsonl"
    whole = journal.read_bytes()
    for cut in range(len(whole)):
        journal.write_bytes(whole[:cut])
        lines = whole[:cut].count(b"\n")
        assert len(list(Journal(journal))) == lines
        assert journal.read_bytes() == whole[: whole[:cut].rfind(b"\n") + 1]
    journal.write_bytes(whole[:-5])
    assert len(ran(run(root, *tasks))) == 1


def test_looking_mends_nothing(root: Path) -> None:
    run(root, copying("a", "out/b"))
    journal = root / STATE / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"torn')
    before = journal.read_bytes()
    observatory(root, STATE)
    assert journal.read_bytes() == before


def test_a_line_nobody_can_read_is_passed_over(root: Path) -> None:
    task = copying("a", "out/b")
    run(root, task)
    journal = root / STATE / "journal.jsonl"
    journal.write_bytes(b"not json\n[1]\n{}\n" + journal.read_bytes())
    assert ran(run(root, task)) == []


def test_the_journal_stays_small(root: Path) -> None:
    task = copying("a", "out/b")
    for number in range(130):
        (root / "a").write_text(str(number))
        run(root, task)
    assert (root / STATE / "journal.jsonl").read_bytes().count(b"\n") < 120


def test_half_written_files_of_a_killed_run_are_swept(root: Path) -> None:
    (root / "out").mkdir()
    (root / "out" / ".part-123-b").write_text("half")
    run(root, copying("a", "out/b"))
    assert [path.name for path in (root / "out").iterdir()] == ["b"]


def test_a_file_that_cannot_be_read_is_the_matter_of_its_task_alone(root: Path) -> None:
    (root / "c").write_text("there")
    tasks = (copying("a", "out/b"), copying("c", "out/d"))
    run(root, *tasks)
    (root / "c").unlink()
    (root / "c").mkdir()  # like a file nobody may read, also for whoever may read everything
    (root / "a").write_text("new")
    foretold = {task.name for task, _ in foresee(tasks, *observatory(root, STATE))}
    assert foretold == {"a->out/b", "c->out/d"}
    outcome = run(root, *tasks)
    assert ran(outcome) == ["a->out/b"]
    (failed,) = outcome.failed
    assert isinstance(failed.error, PodcastError) and "c cannot be read" in str(failed.error)


@pytest.mark.parametrize("text", ["[]", '{"a": 3}', '{"a": []}', '{"a": "12345"}', "3", "{"])
def test_a_memory_of_digests_that_is_none(root: Path, text: str) -> None:
    run(root, copying("a", "out/b"))
    (root / STATE / "digests.json").write_text(text)
    assert run(root, copying("a", "out/b")).fresh == 1


def test_a_journal_that_cannot_be_read_is_named(root: Path) -> None:
    (root / STATE / "journal.jsonl").mkdir(parents=True)
    with pytest.raises(PodcastError, match=r"journal\.jsonl cannot be read"):
        run(root, copying("a", "out/b"))
