"""litellm, tiktoken and the event loop of this process, loaded when the first review runs.

Everything that could make a library reach the network, a log or somebody else's tracing
on its own is switched off here, before its import.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else: a price list is fetched at import
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",  # else: fetched likewise
    "LITELLM_MODE": "PRODUCTION",  # else: a .env file is read
}
# At DEBUG and INFO these write requests, at ERROR whole provider answers: text and keys.
_TALKATIVE = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx", "httpcore")
_O200K = "fb374d419588a4632f3f557e76b4b70aebbca790"
_CHARACTERS_PER_TOKEN = 4
# Of a tracer long gone; langchain-core raises where they are set and tracing is off.
_OBSOLETE = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")


@contextmanager
def no_tracing() -> Iterator[None]:
    """Keep a tracer switched on in the user's shell from shipping drafts to a third party."""
    from langsmith import tracing_context

    for name in _OBSOLETE:
        os.environ.pop(name, None)
    with tracing_context(enabled=False):
        yield


@cache
def load_litellm() -> Any:
    """Return litellm, imported (3 to 4 s the first time) and told to keep to itself."""
    os.environ.update(_ENVIRONMENT)
    import litellm

    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.redact_messages_in_exceptions = True
    litellm.disable_hf_tokenizer_download = True
    litellm.disable_aiohttp_transport = True  # httpx closes what a cancelled request leaves
    litellm.telemetry = False
    litellm.num_retries = 0
    # The text of the first quotes the provider's reply; litellm drops the coroutine of a
    # request that is cancelled before it began.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    warnings.filterwarnings("ignore", "coroutine '.*completion' was never", RuntimeWarning)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm


@cache
def load_token_counter() -> Callable[[str], int]:
    """Return a function that counts tokens (o200k), without network.

    The encoding is the copy in litellm's wheel, found without importing litellm. Where it
    is missing, four characters count as a token.
    """
    spec = find_spec("litellm")
    folders = (spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        tokenizers = Path(folder) / "litellm_core_utils" / "tokenizers"
        if (tokenizers / _O200K).is_file():
            os.environ["TIKTOKEN_CACHE_DIR"] = str(tokenizers)
            import tiktoken

            encoding = tiktoken.get_encoding("o200k_base")
            return lambda text: len(encoding.encode(text, disallowed_special=()))
    return lambda text: -(-len(text) // _CHARACTERS_PER_TOKEN)


class _Loop:
    """One event loop in one daemon thread, shared by all reviews of the process.

    litellm keeps its connections per loop, so a loop for every review would leak them.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="model", daemon=True)
        self._thread.start()
        atexit.register(self._stop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _close(self) -> None:
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await load_litellm().close_litellm_async_clients()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=2.0)


_lock = threading.Lock()
_shared: _Loop | None = None


def run_on_loop(work: Coroutine[Any, Any, T]) -> T:
    """Return the result of `work`, run on the process's model loop; blocks the caller."""
    global _shared
    with _lock:
        _shared = _shared or _Loop()
    return _shared.run(work)
