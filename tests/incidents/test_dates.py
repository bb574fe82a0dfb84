"""The day of an incident in the ways people write it."""

import datetime

import pytest

from assistant.incidents.dates import date_in_name, date_in_text

TODAY = datetime.date(2026, 6, 1)
DAY = datetime.date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "On 2024-03-05 the belt stopped.",
        "On 2024/03/05 the belt stopped.",
        "On 5 March 2024 the belt stopped.",
        "On the 5th of March, 2024, the belt stopped.",
        "On March 5th, 2024 the belt stopped.",
        "On Mar. 5, 2024 the belt stopped.",
        "Am 5.3.2024 und 05.03.2024 stand das Band.",
        "Ticket of 2024-03-05T10:32:00Z",
    ],
)
def test_common_forms_are_read(text):
    """A full date is read in each of the forms reports use."""
    assert date_in_text(text, TODAY) == DAY


@pytest.mark.parametrize(
    "line",
    ["Date: 2024-03-05", "**Date of incident:** 5 March 2024", "| Date | 2024-03-05 |",
     "Incident date: Mar 5, 2024", "- When: 2024-03-05 10:00"],
)  # fmt: skip
def test_labelled_date_comes_before_others(line):
    """A line labelled as the date outranks a date that stands earlier."""
    assert date_in_text(f"# Report, written 2024-04-01\n\n{line}\n", TODAY) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "On 2027-01-01 we will know more.",
        "Since 1969-12-31.",
        "On 2024-02-30.",
        "On 03/04/2024.",
        "Build 120240305123.",
        "Version 1.2.2024.7",
        "In March 2024.",
        "",
    ],
)
def test_implausible_or_ambiguous_dates_are_passed_over(text):
    """A future, impossible or ambiguous date is no date."""
    assert date_in_text(text, TODAY) is None


def test_slashed_date_is_read_where_only_one_order_fits():
    """A day above twelve shows which number is the month."""
    assert date_in_text("On 03/25/2024.", TODAY) == datetime.date(2024, 3, 25)
    assert date_in_text("On 25/03/2024.", TODAY) == datetime.date(2024, 3, 25)
    assert date_in_text("On 04/04/2024.", TODAY) == datetime.date(2024, 4, 4)


def test_date_far_down_is_not_taken():
    """A date after the opening is rarely the day it began."""
    assert date_in_text("word " * 400 + "2024-03-05", TODAY) is None


@pytest.mark.parametrize(
    "name", ["2024-03-05-belt", "20240305_belt", "belt.2024.03.05", "2024_03_05"]
)
def test_file_names_carry_dates(name):
    """The usual ways to put a date into a file name are read."""
    assert date_in_name(name, TODAY) == DAY


def test_number_in_a_name_is_no_date():
    """A ticket number of eight digits is taken for a date only if it is one."""
    assert date_in_name("20249999-belt", TODAY) is None
