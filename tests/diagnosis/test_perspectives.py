"""Who speaks, who is hit and not heard, and who has no part."""

from __future__ import annotations

import pytest

from assistant.diagnosis import Perspective, Status, diagnose, load_departments
from assistant.draft import new_draft_text, parse_draft
from assistant.language import check_draft


def _hear(source: str) -> dict[str, Perspective]:
    perspectives = diagnose(parse_draft(source), load_departments()).perspectives
    return {p.department: p for p in perspectives}


@pytest.mark.parametrize(
    ("department", "source"),
    [
        (
            "support",
            "The support team noticed the calls at nine and took them for a tariff question.",
        ),
        ("support", "At nine support saw forty chats and could not see why."),
        ("operations", "The warehouse decided to print the labels from the old list."),
        ("operations", "The booking office in the east wing asked why the list was short."),
        ("operations", "Reported by the night nurse at six, the vial felt heavier."),
        ("finance", "According to the finance team, the ledger was open until noon."),
        ("sales", "The account manager told us that the buyer had been promised Friday."),
        ("marketing", "Marketing moved the launch up two days because a rival had announced."),
        ("legal", "Legal counsel assumed that the notice had gone out."),
        ("leadership", "“I put the audit first,” said the managing director."),
        ("leadership", "The managing director, at the review: “I put the audit first.”"),
        ("leadership", "When I, as plant manager, cut the shift I counted heads."),
        ("customers", "One customer wrote: “Where is my parcel, it was promised for today.”"),
        ("customers", "Users reported that the page stayed white."),
        ("vendor", "The supplier confirmed at ten that the file was theirs."),
        ("support", "**Support:** We had no text to read out, so we improvised."),
        ("people", "**From HR.** We ran the standard list: laptop, badge, keys."),
        ("operations", "### The warehouse\n\nWe packed by hand until noon and lost the count."),
        ("leadership", "### What leadership owns\n\nI signed the merger of the two posts."),
        (
            "support",
            "| time | who | what |\n|---|---|---|\n| 10:32 | support | suspects the mill |",
        ),
        ("operations", "10:32, shift lead. She saw the red lamp and read it as a test."),
        (
            "support",
            "Jo (support lead) was at the desk. At ten Jo realised that the tag was wrong.",
        ),
        ("operations", "I run the warehouse at night. I took the call for the usual mix-up."),
        ("engineering", "We rolled back the deploy and realised that the cache was old."),
    ],
)
def test_a_department_speaks_where_its_own_side_is_told(department: str, source: str) -> None:
    """To see, know, take for, want, decide, say, to give a reason or to be quoted is a voice."""
    heard = _hear(source)[department]
    assert heard.status is Status.SPEAKING
    assert heard.evidence
    assert all(span.of(source) for span in heard.evidence)


@pytest.mark.parametrize(
    ("department", "source"),
    [
        ("support", "The support team was flooded and had 2,140 contacts that evening."),
        ("support", "Customer service received 160 calls by noon. The queue was 50 minutes."),
        ("operations", "The warehouse had to write the labels by hand for six hours."),
        ("finance", "The finance team had to refund 9,400 and rework the invoices."),
        ("customers", "Users could not log in for two hours, and 312 patients waited."),
        ("customers", "The outage for customers lasted an hour."),
        ("sales", "The account manager was shouted at by a key account."),
        ("support", "Support was drowning in calls from ten onwards."),
        ("support", "The help desk was overrun by noon."),
        ("support", "The chat team answered 310 chats with the same three lines."),
        ("support", "Over 200 complaints reached the hotline before lunch."),
        ("operations", "Two temps in the warehouse retyped every order until midnight."),
        ("operations", "The pickers kept sending parcels that nobody had paid for."),
        ("operations", "The drivers stood at the gate for three hours."),
        ("operations", "Dispatch was blocked for two hours."),
        ("finance", "Finance could not match the payments of two days."),
        ("finance", "The billing team spent the weekend correcting invoices."),
    ],
)
def test_a_department_that_is_hit_and_not_heard_is_silent(department: str, source: str) -> None:
    """Work made or people hindered, told by others, asks for a question to that department."""
    silent = _hear(source)[department]
    assert silent.status is Status.SILENT
    assert silent.is_affected
    assert silent.questions
    assert silent.why


@pytest.mark.parametrize(
    ("department", "source"),
    [
        ("support", "We want to support IPv6 and add support for larger files."),
        ("support", "It was posted in #support and in a ticket."),
        ("support", "The support of both formats was removed."),
        ("operations", "Read operations on the database slowed down."),
        ("operations", "During routine maintenance the CSI driver restarted."),
        ("security", "The security group had two rules and a security fix."),
        ("product", "The product page and product data were cached."),
        ("leadership", "Memory management and config management were rewritten."),
        ("customers", "The user guide names the user id of the client library."),
        ("legal", "It was a legal holiday."),
        ("marketing", "Replica communications were delayed."),
        ("vendor", "The AWS console and the Google login were slow."),
        ("people", "Two people worked on it."),
        ("finance", "Nobody in finance was needed."),
        ("sales", "A change freeze for the holiday sales was two days away."),
        ("vendor", "At first it looked like a bank problem."),
        ("vendor", "We took it for a vendor issue, and somebody suspected the carrier."),
        ("vendor", "We told them to call their bank."),
        ("operations", "It might have been a warehouse problem."),
    ],
)
def test_words_that_name_things_are_no_departments(department: str, source: str) -> None:
    """Most words for departments also name machines, code or pages."""
    assert _hear(source)[department].status is Status.UNINVOLVED


@pytest.mark.parametrize(
    "source",
    [
        "## Actions\n\n- Support tells customers within an hour. Support, 3 May.\n",
        "- [ ] the warehouse asks for a label - warehouse, 3 May\n",
        "### How support saw it\n",
        "> The support team noticed the calls at nine.\n",
        "```\nsupport noticed: had to wait\n```\n",
    ],
)
def test_plans_headings_and_quoted_blocks_are_no_voice(source: str) -> None:
    """What will be done, an empty heading and pasted text tell nothing of what was."""
    heard = _hear(source)
    assert heard["support"].status is Status.UNINVOLVED
    assert heard["operations"].status is Status.UNINVOLVED


def test_passives_and_objects_are_no_voice() -> None:
    """To be told, asked or paged is not to speak."""
    source = (
        "The support team was told at noon. Somebody asked the support team for a list."
        " Nobody in support knew. The support team was informed by mail and had to wait."
    )
    assert _hear(source)["support"].status is Status.SILENT


@pytest.mark.parametrize(("teller", "status"), [("", Status.SILENT), ("Ines", Status.SPEAKING)])
def test_a_row_nobody_told_is_no_voice(teller: str, status: Status) -> None:
    """A table that asks who told it says by an empty cell that a department was guessed for."""
    row = "noticed 57 unpaid parcels at noon and had to fetch them back from the vans again"
    source = (
        "# Payments\n\nAuthor: Mei, support desk\n\n"
        "| department | what changed | who told us |\n| --- | --- | --- |\n"
        f"| Warehouse | {row} | {teller} |\n"
    )
    assert _hear(source)["operations"].status is status


def test_a_deed_told_by_others_is_no_voice() -> None:
    """That the helpdesk filed a call says what it did, not what it saw."""
    source = "The helpdesk filed both calls and closed 40 tickets. The helpdesk had to stay late."
    assert _hear(source)["support"].status is Status.SILENT


@pytest.mark.parametrize(
    "source",
    [
        "My team should have been warned.",
        "Our department was told at noon and not asked.",
        "My team saw the chats coming.",
    ],
)
def test_whose_team_speaks_is_unknown_unless_said(source: str) -> None:
    """Being warned is no voice, and neither is a team of nobody knows which department."""
    assert _hear(source)["engineering"].status is not Status.SPEAKING


def test_to_be_said_to_have_forgotten_is_no_voice() -> None:
    """Those who forgot something would tell it otherwise."""
    source = "The warehouse forgot to switch the printer on because the shift was late."
    assert _hear(source)["operations"].status is not Status.SPEAKING


def test_a_team_that_was_named_speaks() -> None:
    """Once the draft says whose report it is, "my team" is that department."""
    source = "Written by the support lead.\n\nMy team saw the chats coming."
    assert _hear(source)["support"].status is Status.SPEAKING


def test_words_inside_a_quotation_belong_to_its_speaker() -> None:
    """Who is named in somebody's anger is not thereby hit or heard."""
    source = "A customer said “the warehouse thought nobody would notice and had to hide it”."
    heard = _hear(source)
    assert heard["operations"].status is Status.UNINVOLVED
    assert heard["customers"].status is Status.SPEAKING


def test_silent_departments_come_first_and_the_hardest_hit_before_the_others() -> None:
    """The reader sees whom to ask next without searching."""
    source = (
        "We rolled back the deploy and realised the cache was old.\n\n"
        "The warehouse had to write labels by hand. The warehouse had to send two shifts home."
        " The warehouse waited for the carrier.\n\nThe finance team had to refund 400 orders.\n"
    )
    perspectives = diagnose(parse_draft(source), load_departments()).perspectives
    order = [p.department for p in perspectives]
    assert order[:2] == ["operations", "finance"]
    assert order.index("engineering") == 2
    assert {p.status for p in perspectives[3:]} == {Status.UNINVOLVED}
    assert len(perspectives) == len(load_departments().members)


def test_questions_quote_the_draft() -> None:
    """A question begins with what the author wrote, and goes on after it as one sentence."""
    source = "The warehouse had to write the labels by hand."
    first = _hear(source)["operations"].questions[0]
    assert "“The warehouse had to write the labels by hand”, and for how long?" in first


def test_the_quoted_place_comes_first() -> None:
    """The card's first link leads to the words its first question quotes."""
    source = (
        "The warehouse is in Leeds. The late shift ended at ten. The warehouse had to write"
        " labels by hand."
    )
    silent = _hear(source)["operations"]
    assert silent.evidence[0].of(source).rstrip(".") in silent.questions[0]


def test_questions_can_be_sent_as_they_are() -> None:
    """No question quotes a reproach, or what another department says."""
    source = (
        "The careless warehouse had to redo 300 labels. The warehouse had to stay late.\n\n"
        "**Finance:** We noticed that the warehouse had to guess the prices.\n"
    )
    draft = parse_draft(source)
    diagnosis = diagnose(draft, load_departments(), check_draft(draft))
    (asked,) = [p for p in diagnosis.perspectives if p.department == "operations"]
    assert "The warehouse had to stay late" in asked.questions[0]
    blamed = parse_draft("The careless warehouse had to redo 300 labels.")
    diagnosis = diagnose(blamed, load_departments(), check_draft(blamed))
    (asked,) = [p for p in diagnosis.perspectives if p.department == "operations"]
    assert asked.questions
    assert not any("careless" in question for question in asked.questions)


def test_the_author_can_leave_a_department_out() -> None:
    """A department the author says is not affected has no part, whatever the words show."""
    draft = parse_draft("The warehouse had to write the labels by hand.")
    diagnosis = diagnose(draft, load_departments(), unaffected={"operations"})
    by_id = {p.department: p for p in diagnosis.perspectives}
    assert by_id["operations"].status is Status.UNINVOLVED
    assert not by_id["operations"].evidence


@pytest.mark.parametrize("source", ["", " ", "# Title", new_draft_text(), "```\ncode\n```"])
def test_an_empty_draft_accuses_nobody_of_silence(source: str) -> None:
    """Before anything is told, no department is touched."""
    assert {p.status for p in _hear(source).values()} == {Status.UNINVOLVED}


def test_a_byline_tells_who_we_are() -> None:
    """The same sentence is the voice of the department whose report it is."""
    told = "We noticed the short list at nine."
    assert _hear(f"Written by the finance team.\n\n{told}")["finance"].status is Status.SPEAKING
    assert _hear(f"Author: warehouse\n\n{told}")["operations"].status is Status.SPEAKING
    matter = "---\nauthor: customer care\n---\n\n"
    assert _hear(f"{matter}{told}")["support"].status is Status.SPEAKING


def test_a_phrase_that_two_paragraphs_make_stops_nothing() -> None:
    """A paragraph that ends in "customer" before one that begins with "Support" is read."""
    heard = _hear("The ticket went back to the customer\n\nSupport said nothing until nine.\n")
    assert heard["support"].status is not Status.UNINVOLVED
