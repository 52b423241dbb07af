from escalation.sla.policy import Promised
from escalation.sla.policy_data import default_settings, read_settings
from escalation.sla.terms import NONE, are_same, find_terms

OFFICE = {"zone": "+08:00", "week": {"mon": [["09:00", "18:00"]]}}
DEFAULTS = default_settings(OFFICE)
P2 = Promised("P2", None, "widget")


def test_the_terms_are_copies_of_the_policy_that_fits_and_of_its_calendar():
    terms = find_terms(read_settings(DEFAULTS), P2)
    assert terms["policy"] == DEFAULTS["policies"][2]
    assert terms["calendar"] == OFFICE
    assert terms["reason"] == "P2, number 3, is the first that fits priority P2, tier none, channel widget"


def test_a_ticket_that_nothing_fits_has_none_and_a_reason():
    terms = find_terms(read_settings({**DEFAULTS, "policies": []}), P2)
    assert are_same(terms, NONE)
    assert terms["reason"] == "none of 0 policies fits priority P2, tier none, channel widget"


def test_terms_are_others_where_only_the_calendar_changed_and_the_same_for_another_reason():
    holiday = {**OFFICE, "holidays": {"2026-10-01": "国庆节"}}
    before = find_terms(read_settings(DEFAULTS), P2)
    after = find_terms(read_settings({**DEFAULTS, "calendars": {"office": holiday}}), P2)
    assert not are_same(before, after)
    assert are_same(before, {**before, "reason": "another"})
