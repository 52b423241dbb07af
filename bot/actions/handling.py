"""What the relay does with an action's call."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.actions.delivery import Delivery
from bot.actions.effect import Call, read_call
from bot.actions.patience import Patience
from bot.actions.performing import Actions
from bot.actions.templates import CUSTOMER
from bot.message_text import without_controls
from bot.models import Message
from bot.outbox import Effect, Undeliverable
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantDirectory, TenantInfo
from dialogs.types import BotResponse
from escalation.crm.accounts import find_contact

LONGEST_TEXT = 4_000
LONGEST_OFFER = 80


@dataclass(frozen=True, slots=True)
class CallHandler:
    """Performs the call, then tells the outcome. After `attempts` failures a person is asked.

    The relay has more: a try at which the database fails us must not be the one that asks for the person.
    """

    actions: Actions
    delivery: Delivery
    tenants: TenantDirectory
    patience: Patience
    attempts: int

    def __call__(self, effect: Effect) -> None:
        tenant = self.tenants.get(effect.tenant_id)
        call, said = self._read(tenant, effect)
        if effect.attempt > 1 and self.delivery.is_answered(tenant, call):
            return  # the process ended between telling the outcome and saying that it is told
        try:
            if effect.attempt > self.attempts:
                raise Undeliverable(f"given up after {self.attempts} tries")
            responses = self.patience.wait_for(
                lambda: self.actions.perform(call, said), lambda: self.delivery.say_slow(tenant, call)
            )
        except Exception as problem:
            if isinstance(problem, Undeliverable) or effect.attempt >= self.attempts:
                why = without_controls(f"{type(problem).__name__}: {problem}")[:500]
                self.delivery.pass_on(tenant, call, said, attempts=effect.attempt, why=why)
                raise Undeliverable(why) from problem
            # A first failure that the second try mends within seconds is nobody's concern.
            if effect.attempt > 1:
                self.delivery.say_slow(tenant, call)
            raise
        self.delivery.answer(tenant, call, [one for one in map(_clean, responses) if one.text])

    def _read(self, tenant: TenantInfo, effect: Effect) -> tuple[Call, str]:
        """The call and the message that led to it."""
        key = effect.payload["contact"]
        with self.delivery.database.reading(tenant.id) as session:
            contact = find_contact(session, tenant.id, key) if key else None
            customer = {name: getattr(contact, name) for name in CUSTOMER} if contact else {}
            call = read_call(effect, tenant=tenant.slug, customer=customer)
            return call, _said(session, call)


def _clean(response: BotResponse) -> BotResponse:
    """Somebody else's words: what cannot be stored, or would fill the page, is left out."""
    offers = tuple(without_controls(one)[:LONGEST_OFFER] for one in response.quick_replies)
    return BotResponse(without_controls(response.text)[:LONGEST_TEXT], offers)


def _said(session: TenantSession, call: Call) -> str:
    text = select(Message.text).where(Message.conversation_id == call.conversation, Message.seq == call.seq)
    return session.scalars(text).first() or ""
