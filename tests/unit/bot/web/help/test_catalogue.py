"""What readers may find is held in memory once a tenant, however often the articles change."""

import gc

from bot.web.help.catalogue import Entry
from tests.unit.bot.web.help.conftest import OTHER, Centre, article


def _held(name: str) -> list[Entry]:
    # By `type`: others left proxies whose class cannot be asked for.
    return [one for one in gc.get_objects() if type(one) is Entry and one.article == name]


def test_what_was_read_before_a_change_is_given_up(centre: Centre) -> None:
    for number in range(4):
        centre.write(article("cellar.en", f"Cellar {number}"))
        assert f"Cellar {number}" in centre.get("?lang=en")
        assert centre.site.get(f"/kb/{OTHER.site_key}?lang=en").status_code == 200
    gc.collect()
    (held,) = _held("cellar")
    assert held.in_language("en").title == "Cellar 3"


def test_what_did_not_change_is_not_read_again(centre: Centre) -> None:
    centre.write(article("attic.en", "Attic"))
    centre.get("?lang=en")
    (before,) = _held("attic")
    assert centre.site.get(f"/kb/{OTHER.site_key}?lang=en").status_code == 200
    centre.get("/in/billing?lang=en")
    (after,) = _held("attic")
    assert after is before
