"""Puts the postbox together from the settings."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

from bot.desk.attachments.keeping import limits_of
from bot.desk.attachments.store import AttachmentStore
from bot.hub import Hub
from bot.intake import Intake
from bot.mail.listening import Postbox
from bot.mail.taking_in import MailIntake
from bot.persistence.database import Database
from bot.settings import Settings, session_secret
from bot.tenants import TenantDirectory


def build_postbox(
    settings: Settings,
    database: Database,
    tenants: TenantDirectory,
    intake: Intake,
    hub: Hub,
    clock: Callable[[], datetime],
) -> Postbox:
    notices = parseaddr(settings.mail_from or "")[1].lower()

    def own_addresses() -> frozenset[str]:
        return frozenset((notices, *(one for tenant in tenants.all() for one in tenant.support_addresses)))

    mail = MailIntake(
        database=database,
        intake=intake,
        hub=hub,
        store=AttachmentStore(settings.attachments_folder),
        limits=limits_of(settings),
        text_limit=settings.text_limit,
        secret=session_secret(settings),
        own_addresses=own_addresses,
        server=settings.mail_authserv_id,
    )
    return Postbox(mail, database, tenants, clock)
