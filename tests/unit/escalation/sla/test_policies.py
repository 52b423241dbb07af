from copy import deepcopy

import pytest

from escalation.errors import SLABroken
from escalation.sla.policy import ClockKind, Promised, choose_policy
from escalation.sla.policy_data import default_settings, read_settings

DEFAULTS = default_settings({"zone": "+08:00", "week": {"mon": [["09:00", "18:00"]]}})


def settings_with(**changes):
    data = deepcopy(DEFAULTS)
    data["policies"][0].update(changes)
    return data


def test_whoever_cannot_work_at_all_is_answered_within_a_quarter_of_an_hour_day_and_night():
    choice = choose_policy(read_settings(DEFAULTS).policies, Promised("P0", None, "web"))
    target = choice.policy.targets[ClockKind.first_response]
    assert (target.within.total_seconds(), target.business) == (15 * 60, False)


def test_the_first_policy_that_fits_is_chosen_and_says_why():
    data = settings_with(id="vip", name="VIP", when={"tier": ["enterprise"], "channel": ["email", "widget"]})
    policies = read_settings(data).policies
    choice = choose_policy(policies, Promised("P3", "enterprise", "email"))
    assert choice.policy.id == "vip"
    assert choice.reason == (
        "VIP, number 1, is the first that fits priority P3, tier enterprise, channel email"
    )
    assert choose_policy(policies, Promised("P3", "enterprise", "api")).policy.id == "p3"
    assert choose_policy(policies, Promised("P2", None, "email")).policy.id == "p2"


def test_a_ticket_that_no_policy_fits_has_none_and_a_reason():
    policies = read_settings({**DEFAULTS, "policies": DEFAULTS["policies"][:1]}).policies
    choice = choose_policy(policies, Promised("P3", None, "web"))
    assert choice.policy is None
    assert choice.reason == "none of 1 policies fits priority P3, tier none, channel web"


def test_a_policy_may_be_for_those_without_a_tier():
    policies = read_settings(settings_with(when={"tier": [None]})).policies
    assert policies[0].fits(Promised("P3", None, "web"))
    assert not policies[0].fits(Promised("P3", "free", "web"))


TARGET = {"minutes": 5, "hours": "business"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (settings_with(warn_at=1), "policy p0, warn_at: got 1, expected a share between 0 and 1"),
        (settings_with(warn_at="soon"), 'warn_at: got "soon"'),
        (settings_with(calendar="moon"), "policy p0: got calendar 'moon', expected one of office, 24x7"),
        (settings_with(when={"colour": ["red"]}), "policy p0, when: got"),
        (settings_with(when={"priority": "P0"}), 'policy p0, when priority: got "P0", expected a list'),
        (settings_with(when={"priority": []}), "expected a list of what it may be"),
        (settings_with(targets={"third_response": TARGET}), "policy p0, targets: got"),
        (settings_with(targets={"resolution": {**TARGET, "minutes": 0}}), "resolution, minutes: got 0"),
        (settings_with(targets={"resolution": {**TARGET, "minutes": 10**9}}), "from 1 to 525600"),
        (settings_with(targets={"resolution": {**TARGET, "minutes": True}}), "minutes: got true"),
        (settings_with(targets={"resolution": {**TARGET, "hours": []}}), 'expected {"minutes": 60'),
        (settings_with(id="p1"), "policy p1 is there twice"),
        (settings_with(colour="red"), "policy: got"),
        ({"policies": {}, "calendars": {}}, "policies: got {}, expected a list"),
        ({"policies": [], "calendars": {"office": {"zone": "UTC"}}}, "calendar office: week: got 0:00:00"),
        ({"policies": [], "calendars": []}, "calendars: got []"),
        ([], "SLA settings: expected"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused_with_what_is_wrong(data, said):
    with pytest.raises(SLABroken) as broken:
        read_settings(data)
    assert said in str(broken.value)
