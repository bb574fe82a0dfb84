"""What is remembered, and for how long."""

from __future__ import annotations

from assistant.llm.cache import PassageReview, ReviewCache


def test_the_longest_unused_is_forgotten() -> None:
    """The cache never grows beyond its bound and keeps what is still in use."""
    cache = ReviewCache(most=3)
    reviews = {name: PassageReview((), ungrounded) for ungrounded, name in enumerate("abcd")}
    for name in "abc":
        cache.put((name,), reviews[name])
    assert cache.get(("a",)) is reviews["a"]
    cache.put(("d",), reviews["d"])
    assert len(cache) == 3
    assert cache.get(("b",)) is None
    assert [cache.get((name,)) for name in "acd"] == [reviews[name] for name in "acd"]
