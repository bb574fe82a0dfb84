"""Work beside the interface: a few threads for the whole process, one job for each key.

Nothing in here knows Streamlit: a page starts a job, looks at it when the browser asks
again, and never waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from queue import SimpleQueue
from typing import Generic, TypeVar

from assistant.errors import AssistantError

_log = logging.getLogger(__name__)

T = TypeVar("T")

# Answers kept for desks that may ask again; an answer is a few kilobytes.
_KEPT = 200
_STOPPED = "This was stopped before it ended."
_UNEXPECTED = "Something went wrong that should not; the program's log says more."


class Job(Generic[T]):
    """One piece of work, waiting, under way or done.

    Attributes:
        about: What it was started for; an answer to another question is out of date.
        cancelled: Set once nobody wants the answer any more; the work looks at it.
        answer: What the work came to, or None while it runs and where it failed.
        error: Why there is no answer, a sentence to show, or "" while there may be one.
    """

    def __init__(self, about: Hashable) -> None:
        self.about = about
        self.cancelled = threading.Event()
        self.answer: T | None = None
        self.error = ""
        self._done = threading.Event()

    @property
    def is_done(self) -> bool:
        """Say whether the work has ended, in whatever way."""
        return self._done.is_set()

    def wait(self, timeout_s: float) -> None:
        """Return once the work has ended, or after `timeout_s` seconds."""
        self._done.wait(timeout_s)

    def run(self, work: Callable[[threading.Event], T]) -> None:
        """Do the work and keep what it comes to; nothing is raised."""
        try:
            if self.cancelled.is_set():
                self.error = _STOPPED
            else:
                self.answer = work(self.cancelled)
        except AssistantError as error:
            self.error = str(error)
        except Exception:
            _log.exception("Work in the background failed")
            self.error = _UNEXPECTED
        finally:
            self._done.set()


class Jobs(Generic[T]):
    """A bounded pool in which each key has at most one job: the newest.

    The threads are daemons: a model that takes its time does not hold up the program's end.

    Args:
        name: Beginning of the threads' names.
        workers: Number of threads.
    """

    def __init__(self, name: str, workers: int = 2) -> None:
        self._jobs: OrderedDict[str, Job[T]] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting: SimpleQueue[tuple[Job[T], Callable[[threading.Event], T]] | None]
        self._waiting = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def start(self, key: str, about: Hashable, work: Callable[[threading.Event], T]) -> Job[T]:
        """Start `work` for `key` and return its job; an unfinished earlier one is cancelled.

        Args:
            key: Whom the work is for.
            about: What it is for, to know a fresh answer from a stale one.
            work: Receives the event that is set when nobody wants the answer any more.
        """
        job: Job[T] = Job(about)
        with self._lock:
            self._drop(key)
            while len(self._jobs) >= _KEPT:
                self._drop(next(iter(self._jobs)))
            self._jobs[key] = job
        self._waiting.put((job, work))
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
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _drop(self, key: str) -> None:
        job = self._jobs.pop(key, None)
        if job is not None:
            job.cancelled.set()

    def _serve(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            job, work = waiting
            job.run(work)
