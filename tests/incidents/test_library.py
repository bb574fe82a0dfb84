"""The library: adding, replacing, removing, finding, and saying how it stands."""

import dataclasses
import subprocess
import sys

import pytest

from assistant.errors import EncoderError, IncidentNotFoundError, SettingsError
from assistant.incident import Incident
from assistant.incidents import Library, Skipped
from tests.incidents.conftest import INCIDENTS


def ids(matches):
    """Return the ids of matches in order."""
    return [match.incident.id for match in matches]


def test_importing_the_room_is_light():
    """Importing the room brings in neither Chroma nor the encoder nor numpy."""
    heavy = "{'chromadb', 'numpy', 'onnxruntime', 'sqlalchemy', 'filelock'}"
    code = f"import sys, assistant.incidents; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_empty_library_answers_with_nothing(library):
    """A search before the first import is an empty answer, not an error."""
    assert library.search("the door did not open") == []
    assert library.similar("Doors", "The doors did not open.") == []
    assert library.incidents() == []
    assert library.status.incidents == 0
    assert library.status.notices == ()


@pytest.mark.parametrize("query", ["", "   ", "?!", "\n", "🔥"])
def test_question_without_words_answers_with_nothing(filled, query):
    """A question that says nothing is not answered with whatever happens to be near."""
    assert filled.search(query) == []


def test_report_tells_new_changed_and_known_apart(library):
    """Importing again reports what is new, what changed and what is the same."""
    first = library.add(INCIDENTS)
    assert first.added == tuple(incident.id for incident in INCIDENTS)
    changed = dataclasses.replace(INCIDENTS[1], summary="Paid twice.")
    new = Incident(id="new", title="New", text="Something new happened.")
    second = library.add([INCIDENTS[0], changed, new])
    assert (second.added, second.updated) == (("new",), ("double-payroll",))
    assert second.unchanged == ("door-licence",)


def test_second_incident_of_one_id_is_named(library):
    """Of two files with one id in one import the second is reported, with both names."""
    report = library.add(
        [
            Incident(id="a", title="A", text="First.", origin="x/a.md"),
            Skipped("x/b.png", "Only text."),
            Incident(id="a", title="A", text="Second.", origin="y/a.md"),
        ]
    )
    assert report.added == ("a",)
    assert report.skipped[0] == ("x/b.png", "Only text.")
    name, reason = report.skipped[1]
    assert name == "y/a.md"
    assert "“a”" in reason
    assert "x/a.md" in reason
    assert library.incident("a").text == "First."


def test_progress_counts_up_to_all(library):
    """The importer can draw a bar: the last call says that all are done."""
    calls = []
    library.add(INCIDENTS, lambda done, total: calls.append((done, total)))
    assert calls[-1] == (4, 4)


def test_symptom_in_other_words_finds_the_incident(filled):
    """A question that shares no telling word with the incident still finds it."""
    assert ids(filled.search("staff could not get into the hospital building"))[0] == "door-licence"
    assert ids(filled.search("staff got their wages doubly"))[0] == "double-payroll"


def test_exact_word_finds_the_incident(filled):
    """A rare word finds the incident that has it, in any case and number."""
    assert ids(filled.search("COMPRESSORS"))[0] == "freezer-alarm"


def test_unrelated_question_is_not_answered(filled):
    """What has nothing to do with any incident is not answered with the least bad one."""
    assert filled.search("lasagne recipe with spinach") == []


def test_match_shows_score_reason_and_passage(filled):
    """Each match carries a score of 0 to 1, a reason in words, and passages as they stand."""
    match = filled.search("alarm rang but nobody heard it in the office")[0]
    assert match.incident.id == "freezer-alarm"
    assert 0 < match.score <= 1
    assert match.why.startswith("Shares “")
    assert "“alarm”" in match.why
    for passage in match.passages:
        assert match.incident.text[passage.start : passage.end] == passage.text


def test_reason_names_the_sense_where_no_word_is_shared(filled):
    """A match by meaning alone says so."""
    match = filled.search("staff got their wages doubly")[0]
    assert match.incident.id == "double-payroll"
    assert "Shares" not in match.why
    assert match.why


def test_matches_come_best_first_and_no_more_than_asked(filled):
    """The limit holds, scores fall, and a limit below one is an empty answer."""
    matches = filled.search("queue alarm licence payroll", limit=3)
    assert len(matches) == 3
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert filled.search("queue", limit=0) == []
    assert filled.search("queue", limit=-1) == []


def test_similar_finds_the_same_mechanism_and_leaves_out(filled):
    """A draft's title and summary find the incident that went the same way."""
    title, summary = "Invoices were sent twice", "The export job ran again after a timeout."
    assert ids(filled.similar(title, summary))[0] == "double-payroll"
    assert "double-payroll" not in ids(
        filled.similar(title, summary, leave_out=["double-payroll", "no-such-id"])
    )


def test_changed_incident_is_found_by_its_new_text_only(filled):
    """After an update the old words no longer find it, the new ones do."""
    filled.add(
        [
            Incident(
                id="freezer-alarm",
                title="Ice cream melted",
                summary="A van broke down on the motorway.",
                text="The van with the ice cream broke down on the motorway in July.",
            )
        ]
    )
    match = filled.search("ice cream van on the motorway")[0]
    assert match.incident.id == "freezer-alarm"
    assert match.passages[0].text.startswith("The van")
    assert all(m.passages[0].text in m.incident.text for m in filled.search("vaccines"))
    assert "“vaccines”" not in " ".join(m.why for m in filled.search("vaccines spoiled"))


def test_shorter_text_leaves_no_passage_behind(library):
    """An incident that lost passages is not found by what it no longer says."""
    long = "\n\n".join(f"The {word} was wrong in many ways. " * 12 for word in ("tyre", "axle"))
    library.add([Incident(id="car", title="Car", text=long, summary="A car.")])
    library.add([Incident(id="car", title="Car", text="The horn was wrong.", summary="A car.")])
    match = library.search("the axle was wrong")[0]
    assert [p.text for p in match.passages] == ["The horn was wrong."]


def test_removed_incident_is_gone(filled):
    """Removing names what existed; searches and look-ups no longer know it."""
    assert filled.remove(["queue-flood", "no-such-id"]) == ["queue-flood"]
    assert "queue-flood" not in ids(filled.search("retries flooded the booking queue"))
    assert filled.status.incidents == 3
    with pytest.raises(IncidentNotFoundError):
        filled.incident("queue-flood")


def test_incident_without_title_words_or_text_is_kept(library):
    """Odd incidents are stored and searched without an error."""
    odd = [
        Incident(id="no-text", title="Only a title about turbines", text=""),
        Incident(id="no-words", title="…", text="!!! ---"),
        Incident(id="one-line", title="T", text="x" * 50_000),
    ]
    assert library.add(odd).added == ("no-text", "no-words", "one-line")
    match = library.search("turbine")[0]
    assert match.incident.id == "no-text"
    assert match.passages == ()


def test_words_answer_while_the_encoder_is_missing(store, tmp_path):
    """Without an encoder incidents are kept, words find them, and the status says what to do."""

    def missing():
        raise EncoderError("No encoder.", "Install it with: pip install weights")

    library = Library(store, tmp_path / "index", missing)
    assert library.add(INCIDENTS).added
    match = library.search("compressor alarm")[0]
    assert match.incident.id == "freezer-alarm"
    assert "compressor" in match.passages[0].text
    assert match.score > 0
    assert not library.status.searches_by_meaning
    assert "pip install weights" in library.status.notices[0]
    with pytest.raises(EncoderError):
        library.refresh()


def test_encoder_that_comes_later_is_used(store, tmp_path, encoder):
    """What was kept without an encoder is compared by meaning once there is one."""
    available = []

    def load():
        if not available:
            raise EncoderError("No encoder.", "Install it.")
        return encoder

    library = Library(store, tmp_path / "index", load)
    library.add(INCIDENTS)
    available.append(True)
    assert ids(library.search("staff got their wages doubly"))[0] == "double-payroll"
    assert library.status.searches_by_meaning
    assert library.status.notices == ()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://x", "http://", "http://h:port"])
def test_wrong_server_address_is_named(store, tmp_path, encoder, address):
    """An address that is none is refused at once, with the right form."""
    with pytest.raises(SettingsError, match="POSTMORTEM_CHROMA_URL") as caught:
        Library(store, tmp_path / "index", encoder, address)
    assert "http://host:port" in caught.value.remedy
