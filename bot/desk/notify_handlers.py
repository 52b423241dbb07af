"""Who delivers which kind of notice."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.actions.hosts import Target, read_hosts, target_of
from bot.desk.notify_console import ConsoleHandler
from bot.desk.notify_customer import CustomerHandler
from bot.desk.notify_effects import CONSOLE, CUSTOMER, MAIL, SMS, WEBHOOK
from bot.desk.notify_mail import MailHandler, MailServer, check_sender, read_mail_server
from bot.desk.notify_sms import SmsHandler
from bot.desk.notify_webhook import WebhookHandler, tenant_secret
from bot.errors import SettingsWrong
from bot.hub import Hub
from bot.outbox import Handler
from bot.persistence.database import Database
from bot.settings import Settings, session_secret
from escalation.backends.signing import read_secret


def near_handlers(database: Database, hub: Hub, clock: Callable[[], datetime]) -> Mapping[str, Handler]:
    """Of what ends in our own tables and pages: quick."""
    return {CONSOLE: ConsoleHandler(hub), CUSTOMER: CustomerHandler(database, hub, clock)}


def far_handlers(settings: Settings, clock: Callable[[], datetime]) -> Mapping[str, Handler]:
    """Of what waits for others' servers: beside everything else. Raises SettingsWrong."""
    key = session_secret(settings)
    return {
        MAIL: MailHandler(*read_mail_settings(settings), clock),
        SMS: _sms(settings, clock),
        WEBHOOK: WebhookHandler(
            read_hosts(settings.action_hosts), lambda tenant_id: tenant_secret(key, tenant_id), clock
        ),
    }


def read_mail_settings(settings: Settings) -> tuple[MailServer | None, str]:
    """The server that mail leaves by, and whom notices come from; None and "" where neither is set."""
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    if url is None:
        return None, ""
    if settings.mail_from is None:
        raise SettingsWrong("HUIYI_MAIL_FROM is missing; set it to the address that mail comes from")
    return read_mail_server(url), check_sender(settings.mail_from)


def _sms(settings: Settings, clock: Callable[[], datetime]) -> SmsHandler:
    if settings.sms_url is None:
        return SmsHandler(None, b"", clock)
    try:
        secret = read_secret(settings.sms_secret.get_secret_value() if settings.sms_secret else "")
    except ValueError as wrong:
        raise SettingsWrong(
            f"HUIYI_SMS_SECRET: {wrong}; set it to the output of `echo whsec_$(openssl rand -base64 32)`"
        ) from None
    return SmsHandler(_gateway(settings.sms_url), secret, clock)


def _gateway(url: str) -> Target:
    try:
        return target_of(url, private_too=True)
    except ValueError as wrong:
        raise SettingsWrong(f"HUIYI_SMS_URL: {wrong}") from None
