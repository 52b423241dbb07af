"""Tuesday 12 May 2026, 15:00 at +08:00 is now."""

import pytest

POINTS = [
    ("paid on 2026-04-18", "2026-04-18", "2026-04-18"),
    ("starts 2026/5/20", "2026/5/20", "2026-05-20"),
    ("log at 2026-05-12T15:30:00 shows it", "2026-05-12T15:30:00", "2026-05-12T15:30:00"),
    ("the charge from May 2nd", "May 2nd", "2026-05-02"),
    ("invoice of 12 May 2026 please", "12 May 2026", "2026-05-12"),
    ("yes, the 3rd of June works", "the 3rd of June", "2026-06-03"),
    ("we were billed on 4/28", "4/28", "2026-04-28"),
    ("I reported it on the 6th.", "the 6th", "2026-05-06"),
    ("book us for the 22nd please", "the 22nd", "2026-05-22"),
    ("it broke last Friday", "last Friday", "2026-05-08"),
    ("last Monday was fine", "last Monday", "2026-05-04"),
    ("can you call me next Monday?", "next Monday", "2026-05-18"),
    ("deadline is this Thursday", "this Thursday", "2026-05-14"),
    ("I was charged on Wednesday", "Wednesday", "2026-05-06"),
    ("could you book Wednesday for us", "Wednesday", "2026-05-13"),
    ("Monday next week", "Monday next week", "2026-05-18"),
    ("worked yesterday", "yesterday", "2026-05-11"),
    ("sent it the day before yesterday", "the day before yesterday", "2026-05-10"),
    ("the tommorow meeting", "tommorow", "2026-05-13"),
    ("cancelled three days ago", "three days ago", "2026-05-09"),
    ("bought a couple of weeks ago", "a couple of weeks ago", "2026-04-28"),
    ("we go live in two weeks", "in two weeks", "2026-05-26"),
    ("went down an hour ago", "an hour ago", "2026-05-12T14:00:00"),
    ("half an hour ago it froze", "half an hour ago", "2026-05-12T14:30:00"),
    ("call me at 4pm", "4pm", "2026-05-12T16:00:00"),
    ("call me at 9am please", "9am", "2026-05-13T09:00:00"),
    ("it died at 9am", "9am", "2026-05-12T09:00:00"),
    ("at half past nine it went", "half past nine", "2026-05-12T09:30:00"),
    ("around quarter to five yesterday it broke", "quarter to five yesterday", "2026-05-11T16:45:00"),
    ("demo Tuesday at 2pm", "Tuesday at 2pm", "2026-05-19T14:00:00"),
    ("booked for July 8, 10am", "July 8, 10am", "2026-07-08T10:00:00"),
    ("performance dropped around 2pm yesterday", "2pm yesterday", "2026-05-11T14:00:00"),
    ("by noon on Friday", "noon on Friday", "2026-05-15T12:00:00"),
    ("space must be gone by end of June", "end of June", "2026-06-30"),
    ("it renews at the end of this month", "the end of this month", "2026-05-31"),
]
SPANS = [
    ("tomorrow morning is fine", "tomorrow morning", "2026-05-13T06:00:00/2026-05-13T12:00:00"),
    ("it failed last night", "last night", "2026-05-11T18:00:00/2026-05-12T00:00:00"),
    ("this afternoon all was slow", "this afternoon", "2026-05-12T12:00:00/2026-05-12T18:00:00"),
    ("last week", "last week", "2026-05-04/2026-05-10"),
    ("the bill of last month", "last month", "2026-04-01/2026-04-30"),
    ("what did we pay last quarter", "last quarter", "2026-01-01/2026-03-31"),
    ("charges of Q1 2026", "Q1 2026", "2026-01-01/2026-03-31"),
    ("invoices of 2025 please", "2025", "2025-01-01/2025-12-31"),
    ("the March invoice", "March", "2026-03-01/2026-03-31"),
    ("invoice for last December", "last December", "2025-12-01/2025-12-31"),
    ("this weekend", "this weekend", "2026-05-16/2026-05-17"),
    ("from Monday to Wednesday", "from Monday to Wednesday", "2026-05-18/2026-05-20"),
    ("records from March 1 to March 31", "from March 1 to March 31", "2026-03-01/2026-03-31"),
    ("May 1-5 was a holiday", "May 1-5", "2026-05-01/2026-05-05"),
    ("one invoice covering January to March", "January to March", "2026-01-01/2026-03-31"),
    ("free tomorrow from 2 to 4?", "tomorrow from 2 to 4", "2026-05-13T14:00:00/2026-05-13T16:00:00"),
    (
        "between 9:15 and 10:40 this morning nobody got in",
        "between 9:15 and 10:40 this morning",
        "2026-05-12T09:15:00/2026-05-12T10:40:00",
    ),
    ("errors over the past 3 days", "the past 3 days", "2026-05-09/2026-05-12T15:00:00"),
    ("in the last 24 hours we lost it", "the last 24 hours", "2026-05-11T15:00:00/2026-05-12T15:00:00"),
    ("nothing loads since 9am", "since 9am", "2026-05-12T09:00:00/2026-05-12T15:00:00"),
    ("broken since Monday", "since Monday", "2026-05-11/2026-05-12T15:00:00"),
    (
        "read only since yesterday afternoon",
        "since yesterday afternoon",
        "2026-05-11T12:00:00/2026-05-12T15:00:00",
    ),
    ("from next month we want Team", "from next month", "2026-06-01/2026-06-30"),
]
NONE = [
    "I can't log in for 3 days",
    "we meet every Monday",
    "it runs daily at 9am",
    "Good morning!",
    "good evening, quick question",
    "it stopped just now",
    "have a great weekend",
    "may I ask something",
    "it may take 5 people",
    "24/7 support?",
    "the last 3 invoices",
    "ready in a minute",
    "the second try failed",
    "we march on",
]


@pytest.mark.parametrize(("text", "raw", "value"), POINTS + SPANS)
def test_a_time_is_found_and_normalised(text, raw, value, said):
    assert said(text, "time") == [(raw, value)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time_stays_alone(text, said):
    assert said(text, "time") == []
