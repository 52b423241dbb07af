"""What a signed-in customer has with us: plan, seats, add-ons, and until when."""

from dialogs.actions.customer import find_subscription_of
from dialogs.draft import Draft
from dialogs.formats import format_date

ASKED = ("renewal_question", "pricing_question")
"""Intents that such a question is taken for."""


def tell(draft: Draft) -> None:
    subscription = find_subscription_of(draft)
    asked = draft.reading.intent
    draft.act(f"lookup:{asked if asked in ASKED else ASKED[0]}")
    if subscription is None:
        draft.say("plan.none")
        return
    gap = draft.term("label", "list_gap")
    draft.because(f"plan {subscription.plan}, {subscription.seats} seats")
    draft.say(
        "plan.status",
        plan=draft.term("value", subscription.plan),
        seats=subscription.seats,
        addons=gap.join(draft.term("value", addon) for addon in subscription.addons),
        billing_period=draft.term("value", subscription.billing_period)
        if subscription.billing_period
        else "",
        renews_on=(
            format_date(subscription.renews_on, draft.language, today=draft.today)
            if subscription.renews_on
            else ""
        ),
    )
