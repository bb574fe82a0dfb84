"""One built encoder for all tests of the session."""

import pytest

from assistant.encoder import load_encoder


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
