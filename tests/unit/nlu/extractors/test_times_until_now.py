"""Tuesday 12 May 2026, 15:00 at +08:00 is now."""

import pytest

UNTIL_NOW = [
    ("down since two weeks ago", "since two weeks ago", "2026-04-28"),
    ("since an hour ago it fails", "since an hour ago", "2026-05-12T14:00:00"),
    ("ever since a week ago", "ever since a week ago", "2026-05-05"),
    ("from two weeks ago until now", "from two weeks ago until now", "2026-04-28"),
    ("starting from yesterday it fails", "starting from yesterday", "2026-05-11"),
    ("starting two days ago we can't log in", "starting two days ago", "2026-05-10"),
    ("beginning last Monday it fails", "beginning last Monday", "2026-05-04"),
    ("三天前开始打不开", "三天前开始", "2026-05-09"),
    ("从三天前开始打不开", "从三天前开始", "2026-05-09"),
    ("两小时前开始打不开", "两小时前开始", "2026-05-12T13:00:00"),
    ("一个月前起就这样", "一个月前起", "2026-04-12"),
    ("从三天前到现在", "从三天前到现在", "2026-05-09"),
    ("从昨天一直到现在", "从昨天一直到现在", "2026-05-11"),
]
POINTS = [
    ("emails from two weeks ago", "two weeks ago", "2026-04-28"),
    ("it broke three days ago", "three days ago", "2026-05-09"),
    ("三天前提的", "三天前", "2026-05-09"),
    ("一个月前起诉的", "一个月前", "2026-04-12"),
    ("三天后开始用", "三天后", "2026-05-15"),
    ("can we do a demo starting Monday", "Monday", "2026-05-18"),
    ("starting from next month", "from next month", "2026-06-01/2026-06-30"),
]


@pytest.mark.parametrize(("text", "raw", "begin"), UNTIL_NOW)
def test_what_began_so_long_ago_runs_to_now(text, raw, begin, said):
    assert said(text, "time") == [(raw, f"{begin}/2026-05-12T15:00:00")]


@pytest.mark.parametrize(("text", "raw", "value"), POINTS)
def test_what_was_or_will_be_then_stays_a_point(text, raw, value, said):
    assert said(text, "time") == [(raw, value)]
