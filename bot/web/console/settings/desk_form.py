"""Hours, patience, surveys and reports of a tenant: as their form has them, and what of it is wrong."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.agents import LANGUAGES
from bot.support_addresses import read_addresses
from bot.tenants import TenantInfo
from bot.web.console.settings.form import Form, lines, mark_of, number_in, text_in, ticked, values_in
from bot.web.console.settings.sla_form import ZONE, is_zone
from escalation.routing.action_check import EMAIL, is_email
from escalation.routing.reading import Reading
from escalation.routing.words import Words
from escalation.sla.calendar import DAYS
from escalation.surveys.kinds import SCALES

A_DAY = Words("至少一天", "one day at least")
AN_HOUR = Words("时间，如 09:00", "a time such as 09:00")
LATER = Words("比开始晚的时间", "a time after it opens")
LONGEST_PATIENCE, LONGEST_REOPEN, MOST_ADDRESSES = 7 * 24 * 60, 365, 20


def desk_form(tenant: TenantInfo) -> Form:
    hours = tenant.business_hours
    form: Form = {
        "timezone": tenant.timezone,
        "days": list(hours["days"]),
        "opens": hours["from"],
        "closes": hours["to"],
        "patience": str(round(tenant.patience.total_seconds() / 60)),
        "back_to_bot": "on" if tenant.back_to_bot else "",
        "reopen": str(tenant.reopen_within.days),
        "merge_unasked": "on" if tenant.merge_unasked else "",
        "surveys": list(tenant.surveys),
        "language": tenant.language,
        "report_to": "\n".join(tenant.report_to),
        "support_addresses": "\n".join(tenant.support_addresses),
    }
    return form | {"seen": mark_of(form)}


def read_desk_form(form: Form, tenant: TenantInfo, taken: Collection[str]) -> TenantInfo:
    """The tenant as the form has it; `taken` are other tenants' addresses. Raises SettingRejected, by the
    form's names."""
    reading = Reading()
    if not is_zone(text_in(form, "timezone")):
        reading.complain("timezone", text_in(form, "timezone"), ZONE)
    hours = _hours(reading, form)
    patience = reading.whole("patience", number_in(form, "patience"), 1, LONGEST_PATIENCE)
    reopen = reading.whole("reopen", number_in(form, "reopen"), 0, LONGEST_REOPEN)
    language = reading.choice("language", text_in(form, "language"), LANGUAGES)
    report_to = lines(text_in(form, "report_to"))
    for address in report_to[:MOST_ADDRESSES]:
        if not is_email(address):
            reading.complain("report_to", address, _quoted(EMAIL, address))
    if len(report_to) > MOST_ADDRESSES:
        reading.complain(
            "report_to", len(report_to), Words(f"最多 {MOST_ADDRESSES} 个", f"at most {MOST_ADDRESSES}")
        )
    support_addresses = read_addresses(reading, lines(text_in(form, "support_addresses")), taken)
    reading.check()
    return replace(
        tenant,
        timezone=text_in(form, "timezone"),
        business_hours=hours,
        patience=timedelta(minutes=patience),
        back_to_bot=ticked(form, "back_to_bot"),
        reopen_within=timedelta(days=reopen),
        merge_unasked=ticked(form, "merge_unasked"),
        surveys=tuple(one for one in SCALES if one in values_in(form, "surveys")),
        language=language,
        report_to=tuple(report_to),
        support_addresses=support_addresses,
    )


def _hours(reading: Reading, form: Form) -> Mapping[str, Any]:
    days = [day for day in DAYS if day in values_in(form, "days")]
    if not days:
        reading.complain("days", None, A_DAY)
    opens, closes = text_in(form, "opens"), text_in(form, "closes")
    right = True
    for name, text in (("opens", opens), ("closes", closes)):
        if not _is_time(text):
            right = False
            reading.complain(name, text, AN_HOUR)
    if right and opens >= closes:
        reading.complain("closes", closes, LATER)
    return {"days": days, "from": opens, "to": closes}


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("09:00")


def _quoted(expected: Words, got: str) -> Words:
    return Words(f"{expected.zh}（“{got[:60]}”）", f"{expected.en} (“{got[:60]}”)")
