"""Settings that cannot be are refused as they are read, by the name of their variable."""

import pytest

from bot.errors import SettingsWrong
from bot.settings import load_settings


@pytest.mark.parametrize("zone", ["Mars/Phobos", "+99:00", "08:00", "../etc/passwd", "Asia"])
def test_a_time_zone_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("HUIYI_TIMEZONE", zone)
    with pytest.raises(SettingsWrong, match=r"HUIYI_TIMEZONE: .*expected \"\+08:00\" or \"Asia/Shanghai\""):
        load_settings()


@pytest.mark.parametrize("zone", ["+08:00", "-03:30", "UTC", "Asia/Shanghai"])
def test_one_that_there_is_is_taken(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("HUIYI_TIMEZONE", zone)
    assert load_settings().timezone == zone
