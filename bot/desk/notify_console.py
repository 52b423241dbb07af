"""Shows a rule's notice at the consoles of those whom it concerns."""

from dataclasses import dataclass

from bot.hub import Hub, Topic, frame
from bot.outbox import Effect


@dataclass(frozen=True, slots=True)
class ConsoleHandler:
    """Delivers "notify.console". A repeat shows the same notice again, which harms nobody; who is away misses
    it, and is told by mail if the rule says so."""

    hub: Hub

    def __call__(self, effect: Effect) -> None:
        data = {**effect.payload, "key": effect.key}
        notice = frame("notice", kind="desk.notice", conversation=effect.payload["conversation"], data=data)
        self.hub.publish(Topic(effect.tenant_id), notice)
