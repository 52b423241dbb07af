import re
from itertools import product

import pytest

from bot.web.help.accent import BLACK, DARK, LIGHT, WHITE, accent_css, contrast, readable
from bot.web.help.words import STRINGS
from tests.unit.bot.web.help.conftest import Centre


@pytest.mark.parametrize("colour", list(product((0, 90, 255), repeat=3)))
def test_any_colour_of_a_tenants_becomes_readable_on_both_grounds(colour: tuple[int, int, int]) -> None:
    assert contrast(readable(colour, LIGHT), LIGHT) >= 4.5
    assert contrast(readable(colour, DARK), DARK) >= 4.5
    assert max(contrast(colour, WHITE), contrast(colour, BLACK)) >= 4.5


def test_what_is_no_colour_cannot_get_into_the_style_sheet() -> None:
    assert accent_css("red; } body { display: none") == accent_css("#2257d6")


def test_style_sheets_are_kept_for_ever_under_todays_address(centre: Centre) -> None:
    page = centre.get("?lang=zh")
    addresses = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    assert len(addresses) == 2
    for address in addresses:
        answer = centre.site.get(address)
        assert answer.headers["content-type"].startswith("text/css")
        assert "immutable" in answer.headers["cache-control"]
        assert centre.site.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"


def test_no_page_has_anything_that_the_policy_would_refuse(centre: Centre) -> None:
    for path in ("", "/in/billing", "/search?q=refunds", "/refunds", "/refunds?thanks=no"):
        page = centre.get(path)
        assert "<script" not in page
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"\son\w+=", page)


def test_every_sentence_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    for key, text in STRINGS.items():
        assert text.zh, key
        assert text.en, key
        assert set(re.findall(r"{\w+}", text.zh)) >= set(re.findall(r"{\w+}", text.en)), key
