"""Opening the store and the library for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.encoder import load_encoder
from assistant.incidents.library import Library
from assistant.settings import load_settings
from assistant.store import Store


@contextmanager
def open_store() -> Iterator[Store]:
    """Give the store of this user for the length of a ``with`` block.

    Raises:
        StoreError: It cannot be opened.
    """
    store = Store.open(load_settings().store_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_library() -> Iterator[Library]:
    """Give the incident library of this user for the length of a ``with`` block.

    Raises:
        StoreError: The store cannot be opened.
        LibraryError: The index cannot be opened.
    """
    settings = load_settings()
    with open_store() as store:
        yield Library(
            store,
            settings.index_folder,
            lambda: load_encoder(settings.encoder_folder),
            settings.chroma_url,
        )
