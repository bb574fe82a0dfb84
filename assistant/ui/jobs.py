"""Work beside the interface: a few threads for the whole process, one job for each key.

Nothing in here knows Streamlit: a page starts a job, looks at it when the browser asks
again, and never waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from assistant.errors import AssistantError

_log = logging.getLogger(__name__)

T = TypeVar("T")

# Answers kept for desks that may ask again; an answer is a few kilobytes.
_KEPT = 200


class Job(Generic[T]):
    """One piece of work under way or done.

    Attributes:
        about: What it was started for; an answer to another question is out of date.
        cancelled: Set once nobody wants the answer any more; the work looks at it.
    """

    def __init__(self, about: Hashable) -> None:
        self.about = about
        self.cancelled = threading.Event()
        self._future: Future[T] | None = None

    @property
    def is_done(self) -> bool:
        """Say whether the work has ended, in whatever way."""
        return self._future is not None and self._future.done()

    def wait(self, timeout_s: float) -> None:
        """Return once the work has ended, or after `timeout_s` seconds."""
        if self._future is not None:
            wait([self._future], timeout_s)

    @property
    def answer(self) -> T | None:
        """Return what the work came to, or None while it runs and where it failed."""
        if self._future is None or not self.is_done or self.error:
            return None
        return self._future.result()

    @property
    def error(self) -> str:
        """Return why there is no answer, a sentence to show, or "" while there may be one."""
        if self._future is None or not self._future.done():
            return ""
        if self._future.cancelled():
            return "This was stopped before it ended."
        error = self._future.exception()
        if error is None:
            return ""
        return str(error) if isinstance(error, AssistantError) else _UNEXPECTED


_UNEXPECTED = "Something went wrong that should not; the program's log says more."


class Jobs(Generic[T]):
    """A bounded pool in which each key has at most one job: the newest.

    Args:
        name: Beginning of the threads' names.
        workers: Number of threads.
    """

    def __init__(self, name: str, workers: int = 2) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._jobs: OrderedDict[str, Job[T]] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, key: str, about: Hashable, work: Callable[[threading.Event], T]) -> Job[T]:
        """Start `work` for `key` and return its job; an unfinished earlier one is cancelled.

        Args:
            key: Whom the work is for.
            about: What it is for, to know a fresh answer from a stale one.
            work: Receives the event that is set when nobody wants the answer any more.
        """
        job: Job[T] = Job(about)

        def run() -> T:
            try:
                return work(job.cancelled)
            except AssistantError:
                raise
            except Exception:
                _log.exception("A job for %s failed", key)
                raise

        with self._lock:
            self._drop(key)
            while len(self._jobs) >= _KEPT:
                self._drop(next(iter(self._jobs)))
            job._future = self._pool.submit(run)
            self._jobs[key] = job
        return job

    def job(self, key: str) -> Job[T] | None:
        """Return the newest job of `key`, or None."""
        with self._lock:
            return self._jobs.get(key)

    def cancel(self, key: str) -> None:
        """Give up the job of `key`, if there is one."""
        with self._lock:
            self._drop(key)

    def close(self) -> None:
        """Cancel everything and wait for what is running."""
        with self._lock:
            for key in list(self._jobs):
                self._drop(key)
        self._pool.shutdown(cancel_futures=True)

    def _drop(self, key: str) -> None:
        job = self._jobs.pop(key, None)
        if job is not None:
            job.cancelled.set()
            if job._future is not None:
                job._future.cancel()
