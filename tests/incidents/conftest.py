"""A store, a library and the real encoder, each test with a folder of its own."""

import shutil

import pytest

from assistant.encoder import load_encoder
from assistant.incident import Incident
from assistant.incidents import Library
from assistant.store import Store

INCIDENTS = (
    Incident(
        id="door-licence",
        title="Ward doors stayed locked on changeover day",
        summary="The licence of the badge readers ran out and 40 nurses stood outside.",
        text=(
            "# Ward doors stayed locked\n\nThe licence of the badge readers ran out at midnight."
            " At 06:40 forty nurses stood outside.\n\nSecurity propped the doors open with chairs"
            " until the supplier sent a new key.\n"
        ),
    ),
    Incident(
        id="double-payroll",
        title="Salaries were paid twice in May",
        summary="The payroll file was sent to the bank a second time after a timeout.",
        text=(
            "# Salaries were paid twice\n\nThe payroll file reached the bank, but the answer did"
            " not reach us. The job tried again an hour later.\n\nFinance learned of it from"
            " an employee who asked whether it was a bonus.\n"
        ),
    ),
    Incident(
        id="freezer-alarm",
        title="Vaccines spoiled over a long weekend",
        summary="The freezer warmed up and its alarm rang in an empty office.",
        text=(
            "# Vaccines spoiled\n\nThe compressor stopped on Friday night. The alarm rang in the"
            " office, where nobody works on weekends.\n\nThe on-call phone had been moved to the"
            " new building in March.\n"
        ),
    ),
    Incident(
        id="queue-flood",
        title="Retries flooded the booking queue",
        summary="Every failed booking was tried again at once, and the queue fell over.",
        text=(
            "# Retries flooded the queue\n\nA short network fault made bookings fail. Each client"
            " tried again without a pause, and the load grew tenfold.\n\nSupport restarted the"
            " queue twice before somebody closed the web shop.\n"
        ),
    ),
)


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory):
    """Return a folder with a built encoder, the same for every room's tests."""
    folder = tmp_path_factory.getbasetemp() / "encoder"
    load_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(encoder_folder):
    """Return the real encoder."""
    return load_encoder(encoder_folder)


@pytest.fixture
def store(tmp_path):
    """Return a store in a file of its own."""
    with Store.open(f"sqlite:///{tmp_path / 'library.db'}") as store:
        yield store


@pytest.fixture
def library(store, tmp_path, encoder):
    """Return an empty library."""
    library = Library(store, tmp_path / "index", encoder, lock_timeout_s=5.0)
    yield library
    library.close()


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory, encoder):
    """Return a folder with the store and index of four incidents, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with Store.open(f"sqlite:///{folder / 'library.db'}") as store:
        library = Library(store, folder / "index", encoder)
        library.add(INCIDENTS)
        library.close()
    return folder


@pytest.fixture
def filled(filled_folder, tmp_path, request):
    """Return a library of four incidents, made earlier by another process so to say."""
    shutil.copytree(filled_folder, tmp_path, dirs_exist_ok=True)
    return request.getfixturevalue("library")
