"""All the rules at once: what a message holds besides the trained names."""

from datetime import datetime

from nlu.extractors.forms import find_forms
from nlu.extractors.found import Found, Settled, settle
from nlu.extractors.money import find_money
from nlu.extractors.phones import find_phones
from nlu.extractors.plans import find_plans
from nlu.extractors.product_words import find_product_words
from nlu.extractors.seats import find_seats
from nlu.extractors.surface import Surface
from nlu.extractors.times import find_times


def find_by_rules(surface: Surface, now: datetime) -> list[Found]:
    """As `settle_by_rules`: what is kept."""
    return list(settle_by_rules(surface, now).kept)


def settle_by_rules(surface: Surface, now: datetime) -> Settled:
    """`now` is aware and in the tenant's zone; the finds don't overlap."""
    return settle(
        [
            *find_forms(surface),
            *find_phones(surface),
            *find_money(surface),
            *find_seats(surface),
            *find_product_words(surface),
            *find_plans(surface),
            *find_times(surface, now),
        ]
    )
