"""Tuesday 12 May 2026, 15:00 at +08:00 is now."""

from datetime import datetime, timedelta, timezone

import pytest

from nlu.extractors.extractor import EntityExtractor
from nlu.extractors.found import Found
from nlu.types import Language

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
    ("paid on 05-Apr-2026", "05-Apr-2026", "2026-04-05"),
    ("paid Oct/2", "Oct/2", "2025-10-02"),
    ("bill of 4/28/26", "4/28/26", "2026-04-28"),
    ("the 4th of July of 2025", "the 4th of July of 2025", "2025-07-04"),
    ("before the 15th day of June", "the 15th day of June", "2026-06-15"),
    ("book Monday the 25th please", "Monday the 25th", "2026-05-25"),
    ("can we do it this coming Friday", "this coming Friday", "2026-05-15"),
    ("it broke this past Monday", "this past Monday", "2026-05-11"),
    ("two days after tomorrow works", "two days after tomorrow", "2026-05-15"),
    ("we paid it on Easter Monday", "Easter Monday", "2026-04-06"),
    ("done by end of day", "end of day", "2026-05-12T23:59:59"),
    ("20 min past eight it died", "20 min past eight", "2026-05-12T08:20:00"),
    ("at five-thirty tomorrow evening", "five-thirty tomorrow evening", "2026-05-13T17:30:00"),
    ("training Monday at 2.30", "Monday at 2.30", "2026-05-18T14:30:00"),
    ("one in the morning yesterday it died", "one in the morning yesterday", "2026-05-11T01:00:00"),
    ("call me at 4pm", "4pm", "2026-05-12T16:00:00"),
    ("call me at 9am please", "9am", "2026-05-13T09:00:00"),
    ("it died at 9am", "9am", "2026-05-12T09:00:00"),
    ("at half past nine it went", "half past nine", "2026-05-12T09:30:00"),
    ("around quarter to five yesterday it broke", "quarter to five yesterday", "2026-05-11T16:45:00"),
    ("demo Tuesday at 2pm", "Tuesday at 2pm", "2026-05-19T14:00:00"),
    ("booked for July 8, 10am", "July 8, 10am", "2026-07-08T10:00:00"),
    ("performance dropped around 2pm yesterday", "2pm yesterday", "2026-05-11T14:00:00"),
    ("by noon on Friday", "noon on Friday", "2026-05-15T12:00:00"),
    ("book it for Friday week at 10am", "Friday week at 10am", "2026-05-22T10:00:00"),
    ("an hour and a half ago it froze", "an hour and a half ago", "2026-05-12T13:30:00"),
    ("down since? two and a half hours ago", "two and a half hours ago", "2026-05-12T12:30:00"),
    ("call me in an hour and a half", "in an hour and a half", "2026-05-12T16:30:00"),
    ("make it half two on Friday", "half two on Friday", "2026-05-15T14:30:00"),
    ("it crashed 3 days ago at 5pm", "3 days ago at 5pm", "2026-05-09T17:00:00"),
    ("book it in two weeks at noon", "in two weeks at noon", "2026-05-26T12:00:00"),
    ("call me nxt wk tuesday", "nxt wk tuesday", "2026-05-19"),
    ("space must be gone by end of June", "end of June", "2026-06-30"),
    ("it renews at the end of this month", "the end of this month", "2026-05-31"),
    ("can we do a week on Friday", "a week on Friday", "2026-05-22"),
    ("two weeks from Monday at 3pm works", "two weeks from Monday at 3pm", "2026-06-01T15:00:00"),
    ("paid two weeks ago on Monday", "two weeks ago on Monday", "2026-04-27"),
    ("paid on Monday two weeks ago", "Monday two weeks ago", "2026-04-27"),
    ("it broke two weeks ago on Monday at 3pm", "two weeks ago on Monday at 3pm", "2026-04-27T15:00:00"),
    ("charged two months ago on the 5th", "two months ago on the 5th", "2026-03-05"),
    ("bought a fortnight ago", "a fortnight ago", "2026-04-28"),
    ("the 5th of March last year", "the 5th of March last year", "2025-03-05"),
    ("closed at the end of March last year", "the end of March last year", "2025-03-31"),
    ("billed twice a week on Friday", "Friday", "2026-05-08"),
    ("it will be a week on Friday", "Friday", "2026-05-15"),
    ("any deals on Black Friday?", "Black Friday", "2026-11-27"),
    ("the first Monday of March it broke", "the first Monday of March", "2026-03-02"),
    ("paid the last Friday of April", "the last Friday of April", "2026-04-24"),
    ("second Tuesday in June works", "second Tuesday in June", "2026-06-09"),
    ("billed on the last day of April", "the last day of April", "2026-04-30"),
    ("the first day of next month", "the first day of next month", "2026-06-01"),
    ("the end of 2025", "the end of 2025", "2025-12-31"),
    ("it died 1h ago", "1h ago", "2026-05-12T14:00:00"),
    ("it died 3d ago", "3d ago", "2026-05-09"),
    ("call me in 2h", "in 2h", "2026-05-12T17:00:00"),
    ("it died yesturday", "yesturday", "2026-05-11"),
    ("it died on wendesday", "wendesday", "2026-05-06"),
    ("Sat works for us", "Sat", "2026-05-16"),
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
    ("from May to October 2025", "from May to October 2025", "2025-05-01/2025-10-31"),
    ("Nov-Feb 2026", "Nov-Feb 2026", "2025-11-01/2026-02-28"),
    ("numbers of 5/1-5/7, 2025", "5/1-5/7, 2025", "2025-05-01/2025-05-07"),
    ("between 2023 and 2025 we paid", "between 2023 and 2025", "2023-01-01/2025-12-31"),
    ("2025-Q3 and nothing else", "2025-Q3", "2025-07-01/2025-09-30"),
    ("demo in week 23 please", "week 23", "2026-06-01/2026-06-07"),
    ("the week of May 20 is fine", "the week of May 20", "2026-05-18/2026-05-24"),
    ("first week of June for us", "first week of June", "2026-06-01/2026-06-07"),
    ("earlier this month it worked", "earlier this month", "2026-05-01/2026-05-12"),
    ("later this week please", "later this week", "2026-05-12/2026-05-17"),
    ("payments year to date", "year to date", "2026-01-01/2026-05-12"),
    ("call me in the evening", "the evening", "2026-05-12T18:00:00/2026-05-13T00:00:00"),
    ("late afternoon it hangs", "late afternoon", "2026-05-12T12:00:00/2026-05-12T18:00:00"),
    ("next hour it will be back", "next hour", "2026-05-12T15:00:00/2026-05-12T16:00:00"),
    ("free next Monday 6-8?", "next Monday 6-8", "2026-05-18T18:00:00/2026-05-18T20:00:00"),
    (
        "down between 7 and 9 last night",
        "between 7 and 9 last night",
        "2026-05-11T19:00:00/2026-05-11T21:00:00",
    ),
    ("book it between now and May 20", "between now and May 20", "2026-05-12T15:00:00/2026-05-20"),
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
    ("we bought it in March last year", "March last year", "2025-03-01/2025-03-31"),
    ("we bought it in December of last year", "December of last year", "2025-12-01/2025-12-31"),
    ("last year in March we paid", "last year in March", "2025-03-01/2025-03-31"),
    ("paid a year ago in March", "a year ago in March", "2025-03-01/2025-03-31"),
    ("done within the next week", "the next week", "2026-05-12T15:00:00/2026-05-19"),
    ("can we do it next week", "next week", "2026-05-18/2026-05-24"),
    ("it failed last nite", "last nite", "2026-05-11T18:00:00/2026-05-12T00:00:00"),
    ("the May '26 invoice", "May '26", "2026-05-01/2026-05-31"),
    ("bought in early 2026", "early 2026", "2026-01-01/2026-05-01"),
    ("errors of the last 24h", "the last 24h", "2026-05-11T15:00:00/2026-05-12T15:00:00"),
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
    "cancel my second order, the first stays",
    "it is slow in the afternoon",
    "my phone pings in the night",
    "give me 2000 to 2500 users",
    "order 20260415",
    "a week later it was gone",
    "priced at 2.30 per seat",
    "sat down and waited for an hour",
    "sat on hold with support",
    "the last Friday of every month",
    "the last day of the trial",
    "early 2000 users",
    "a view in 3d",
    "switch to the board and back",
    "the renewal is coming and we pay",
]


@pytest.mark.parametrize(("text", "raw", "value"), POINTS + SPANS)
def test_a_time_is_found_and_normalised(text, raw, value, said):
    assert said(text, "time") == [(raw, value)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time_stays_alone(text, said):
    assert said(text, "time") == []


class KnowsTwoPeople:
    def find(self, surface, entities):
        text = surface.cased
        return [
            Found("person", text.index(name), text.index(name) + len(name), name)
            for name in ("April", "Carol")
            if name in text
        ]


@pytest.mark.parametrize(
    ("text", "people"),
    [("on the 31st of April it broke", []), ("on the 31st Carol broke it", ["Carol"])],
)
def test_the_month_of_a_day_that_does_not_exist_is_no_person(text, people):
    entities = EntityExtractor(KnowsTwoPeople()).extract(
        text,
        language=Language.en,
        now=datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=8))),
        timezone="+08:00",
    )
    assert [one.raw for one in entities if one.entity == "person"] == people
