"""How often somebody may try to sign in."""

from dataclasses import dataclass, field
from time import monotonic

from starlette.datastructures import State

from bot.limits import RateLimit


@dataclass(frozen=True, slots=True)
class SignInPace:
    """How many may fail: some at once, then one in 45 s from one address and one in 90 s for one account.

    One sender trying many accounts, and many senders trying one, are both slowed down.
    """

    by_sender: RateLimit = field(default_factory=lambda: RateLimit(20, 1 / 45))
    by_account: RateLimit = field(default_factory=lambda: RateLimit(10, 1 / 90))

    def check(self, sender: str, workspace: str, email: str) -> None:
        """TooFast, with the seconds to wait, once either is used up."""
        self.by_sender.check(sender, monotonic())
        self.by_account.check(_account(workspace, email), monotonic())

    def forgive(self, sender: str, workspace: str, email: str) -> None:
        """That attempt was a good one: a whole office may come in by one address at nine."""
        self.by_sender.give_back(sender)
        self.by_account.give_back(_account(workspace, email))


def _account(workspace: str, email: str) -> str:
    return f"{workspace}\n{email.strip().lower()}"[:400]


def pace_of(state: State) -> SignInPace:
    """Kept by the app and gone with the process: what it holds is worth minutes."""
    if not hasattr(state, "sign_in_pace"):
        state.sign_in_pace = SignInPace()
    pace: SignInPace = state.sign_in_pace
    return pace
