"""The day of an incident, where a text or a file name tells it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month_name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMATS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<mark>[-/._]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)",
        rf"\b{_DAY}(?:\s+of)?[\s-]+{_MONTH}[,\s-]+{_YEAR}\b",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",
        rf"(?<![\d.]){_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}(?![\d.])",
        rf"(?<![\d/])(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}(?![\d/])",
    )
)
_FIRST_YEAR = 1970
_LABEL = re.compile(
    r"^[ \t|*_#>-]*(?:(?:incident|outage|event|start)[ _-]*)?(?:date|day|when|started?|began)"
    r"(?:[ _-]+(?:of|and)[ \w-]{1,30})?[ \t*_]*[:|]",
    re.IGNORECASE | re.MULTILINE,
)
_OPENING = 1500  # characters; a date further down is rarely the day the incident began


def date_in_text(text: str, today: datetime.date) -> datetime.date | None:
    """Return the day a postmortem gives for its incident, or None.

    A line labelled as the date comes first, then the first full date of the opening. A
    day after `today`, before 1970 or not in the calendar is passed over, and so is one
    like 03/04/2024 whose day and month could be swapped.
    """
    for label in _LABEL.finditer(text):
        line_end = text.find("\n", label.end())
        line = text[label.end() : line_end if line_end >= 0 else len(text)]
        if found := next(_dates(line, today), None):
            return found
    return next(_dates(text[:_OPENING], today), None)


def date_in_name(name: str, today: datetime.date) -> datetime.date | None:
    """Return the day a file name carries, as in ``2024-03-05-invoices.md``, or None."""
    return next(_dates(name, today), None)


def _dates(text: str, today: datetime.date) -> Iterator[datetime.date]:
    """Yield the plausible dates of a text in reading order."""
    found = sorted(
        (match.start(), day)
        for pattern in _FORMATS
        for match in pattern.finditer(text)
        if (day := _day_of(match.groupdict())) and _is_plausible(day, today)
    )
    yield from (day for _, day in found)


def _day_of(parts: dict[str, str | None]) -> datetime.date | None:
    day, month = parts.get("day"), parts.get("month")
    if name := parts.get("month_name"):
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    if first := parts.get("first"):
        second = parts["second"] or ""
        if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            return None
        day, month = (second, first) if int(second) > 12 else (first, second)
    try:
        return datetime.date(int(parts["year"] or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _is_plausible(day: datetime.date, today: datetime.date) -> bool:
    return day.year >= _FIRST_YEAR and day <= today
