"""Work beside the text."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from assistant.draft import Draft, parse_draft
from assistant.errors import LibraryError
from assistant.llm import ModelReview, ModelStatus
from assistant.scorer import Scored, score_draft
from assistant.ui.beside import ModelWatch, ScorerWatch, SiblingWatch
from assistant.ui.jobs import Job, Jobs
from assistant.ui.payload import Siblings

DRAFT = parse_draft("# Queue\n\nThe queue grew for an hour and nobody could pay.")
OTHER = parse_draft("# Printer\n\nThe printer stopped and the warehouse wrote by hand.")


@pytest.fixture
def jobs() -> Iterator[Jobs[Siblings]]:
    """A pool of its own."""
    pool: Jobs[Siblings] = Jobs("test", workers=2)
    yield pool
    pool.close()


def ended(job: Job[Siblings] | None) -> Job[Siblings]:
    """Return the job once it has ended."""
    assert job is not None
    job.wait(10)
    return job


def test_the_newest_job_of_a_key_wins(jobs: Jobs[Siblings]) -> None:
    """Starting again tells the earlier work that nobody waits for it any more."""
    is_running, may_end = threading.Event(), threading.Event()

    def slow(cancelled: threading.Event) -> Siblings:
        is_running.set()
        may_end.wait(10)
        return Siblings("ready", "old" if not cancelled.is_set() else "told to stop")

    first = jobs.start("desk", 1, slow)
    assert is_running.wait(10)
    second = jobs.start("desk", 2, lambda _: Siblings("ready", "new"))
    may_end.set()
    assert ended(second).answer == Siblings("ready", "new")
    assert ended(first).answer == Siblings("ready", "told to stop")
    assert jobs.job("desk") is second


def test_a_failing_job_is_a_sentence(jobs: Jobs[Siblings]) -> None:
    """An expected failure is told as it is, an unexpected one without its insides."""

    def expected(_: threading.Event) -> Siblings:
        raise LibraryError("The index is locked.", "Try again.")

    def unexpected(_: threading.Event) -> Siblings:
        raise ZeroDivisionError("secret")

    assert ended(jobs.start("a", 1, expected)).error == "The index is locked. Try again."
    assert "secret" not in ended(jobs.start("b", 1, unexpected)).error


def test_siblings_are_looked_for_only_when_the_author_pauses(jobs: Jobs[Siblings]) -> None:
    """While keys come no search begins; at the first pause one does, and its answer stays."""
    asked: list[Draft] = []

    def search(draft: Draft) -> Siblings:
        asked.append(draft)
        return Siblings("ready", "found")

    watch = SiblingWatch(jobs, "desk", search)
    assert watch.look(DRAFT, is_settled=False) == (Siblings("loading"), True)
    assert jobs.job("desk") is None
    watch.look(DRAFT, is_settled=True)
    ended(jobs.job("desk"))
    assert watch.look(DRAFT, is_settled=True) == (Siblings("ready", "found"), False)
    assert watch.look(DRAFT, is_settled=True) == (Siblings("ready", "found"), False)
    assert asked == [DRAFT]
    _, has_more = watch.look(OTHER, is_settled=True)
    ended(jobs.job("desk"))
    assert has_more
    assert asked == [DRAFT, OTHER]


def test_an_empty_draft_asks_for_words_instead_of_searching(jobs: Jobs[Siblings]) -> None:
    """A draft that says nothing has no siblings and costs nothing."""
    watch = SiblingWatch(jobs, "desk", lambda _: Siblings("failed"))
    siblings, has_more = watch.look(parse_draft("# Title\n"), is_settled=True)
    assert (siblings.state, has_more) == ("ready", False)
    assert "Write a few sentences" in siblings.message


def test_a_library_that_fails_is_told_and_not_asked_again(jobs: Jobs[Siblings]) -> None:
    """The reason is shown, and the browser stops asking."""

    def search(_: Draft) -> Siblings:
        raise LibraryError("The index is locked.")

    watch = SiblingWatch(jobs, "desk", search)
    watch.look(DRAFT, is_settled=True)
    ended(jobs.job("desk"))
    assert watch.look(DRAFT, is_settled=True) == (Siblings("failed", "The index is locked."), False)


def test_without_a_model_nothing_is_asked() -> None:
    """No model configured: the state is off, and asking or previewing sends nothing."""
    pool: Jobs[ModelReview] = Jobs("test")

    def fail(*_: object) -> ModelReview:
        raise AssertionError

    watch = ModelWatch(pool, "desk", "", fail, lambda _: "request")
    watch.ask(DRAFT, ())
    watch.preview(DRAFT)
    assert (watch.state.status, watch.state.preview) == ("off", "")
    pool.close()


@pytest.mark.parametrize(
    ("review", "status", "reason"),
    [
        (ModelReview(ModelStatus.OK), "done", ""),
        (
            ModelReview(ModelStatus.PARTIAL, "Two parts are missing."),
            "done",
            "Two parts are missing.",
        ),
        (ModelReview(ModelStatus.FAILED, "The key is wrong."), "failed", "The key is wrong."),
    ],
)
def test_how_a_reading_ended_is_told(review: ModelReview, status: str, reason: str) -> None:
    """Done, done in part, and failed are told apart, with the reason."""
    pool: Jobs[ModelReview] = Jobs("test")
    watch = ModelWatch(pool, "desk", "local/one", lambda *_: review, lambda _: "request")
    assert watch.state.status == "idle"
    watch.ask(DRAFT, ())
    job = pool.job("desk")
    assert job is not None
    job.wait(10)
    assert (watch.state.status, watch.state.reason) == (status, reason)
    pool.close()


# No rule knows how people say this.
_VERDICT = "The gentlemen in the control room found their card game more interesting."


def test_the_scorer_answers_with_the_rules_where_it_is_quick() -> None:
    """An edit of a sentence needs no second question of the browser."""
    pool: Jobs[Scored] = Jobs("test", workers=1)
    draft = parse_draft(f"# A freezer\n\n{_VERDICT}\n")
    score_draft(draft)
    scored, is_coming = ScorerWatch(pool, "desk", score_draft).look(draft)
    assert [finding.text in _VERDICT for finding in scored.findings] == [True]
    assert not is_coming
    pool.close()


def test_while_the_scorer_reads_its_findings_stay_where_their_sentences_stand() -> None:
    """No underline of an untouched sentence blinks while a paste is read."""
    pool: Jobs[Scored] = Jobs("test", workers=1)
    may_end = threading.Event()

    def read(draft: Draft) -> Scored:
        if "Pasted" in draft.source:
            may_end.wait(10)
        return score_draft(draft)

    before = parse_draft(f"# A freezer\n\n{_VERDICT}\n")
    score_draft(before)
    watch = ScorerWatch(pool, "desk", read)
    (finding,) = watch.look(before)[0].findings
    after = parse_draft(f"# A freezer\n\nPasted text.\n\n{_VERDICT}\n")
    scored, is_coming = watch.look(after)
    assert is_coming
    assert [f.span.of(after.source) for f in scored.findings] == [finding.text]
    may_end.set()
    job = pool.job("desk")
    assert job is not None
    job.wait(10)
    assert not watch.look(after)[1]
    pool.close()


def test_a_mark_stays_as_long_as_its_sentence() -> None:
    """Writing elsewhere takes no underline away; changing the sentence or a comment does."""
    pool: Jobs[Scored] = Jobs("test", workers=1)
    verdict = f"# A freezer\n\n{_VERDICT}\n"
    score_draft(parse_draft(verdict))
    changed_mind = "It rained."
    watch = ScorerWatch(
        pool,
        "desk",
        lambda draft: Scored() if changed_mind in draft.source else score_draft(draft),
    )
    assert watch.look(parse_draft(verdict))[0].findings
    later = parse_draft(f"{verdict}\n{changed_mind}\n")
    assert [f.span.of(later.source) in _VERDICT for f in watch.look(later)[0].findings] == [True]
    ignored = parse_draft(later.source.replace("The gent", "<!-- postmortem: ignore -->\nThe gent"))
    assert not watch.look(ignored)[0].findings
    assert watch.look(parse_draft(verdict))[0].findings
    assert not watch.look(parse_draft(f"# A freezer\n\nThey slept. {changed_mind}\n"))[0].findings
    pool.close()


def test_a_missing_scorer_is_said() -> None:
    """The author learns that the rules stood alone, and why."""
    pool: Jobs[Scored] = Jobs("test", workers=1)
    watch = ScorerWatch(pool, "desk", lambda _: Scored(missing="It is not installed."))
    assert watch.look(DRAFT)[0].missing == "It is not installed."
    pool.close()
