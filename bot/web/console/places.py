"""The parts of the console, as the line at the top leads to them."""

from dataclasses import dataclass

from bot.agents import Module, may_see


@dataclass(frozen=True, slots=True)
class Place:
    """`word` is its name's string. Who may look at the module is led there."""

    name: str
    path: str
    word: str
    icon: str
    module: Module

    def holds(self, address: str) -> bool:
        if self.path == "/console":
            return address in ("/console", "/console/") or address.startswith("/console/conversations")
        return address == self.path or address.startswith(f"{self.path}/")


PLACES = (
    Place("conversations", "/console", "inbox", "chat", Module.desk),
    Place("tickets", "/console/tickets", "tickets", "ticket", Module.desk),
    Place("knowledge", "/console/knowledge", "kb", "book", Module.knowledge),
    Place("reports", "/console/reports", "reports", "bars", Module.analytics),
    Place("review", "/console/review", "review", "learn", Module.desk),
    # Owners and admins: those who see how the bot is made.
    Place("settings", "/console/settings", "settings", "gear", Module.bot),
)


def places_of(role: str) -> list[Place]:
    return [place for place in PLACES if may_see(role, place.module)]
