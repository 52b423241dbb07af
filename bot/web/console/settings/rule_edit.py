"""One rule's form: filled, changed row by row, tried out by `rule_trial`, saved."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.intent_choices import intent_choices
from bot.web.console.labels import CHANNELS
from bot.web.console.rendering import is_fragment
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.choices import Options, options_of, with_chosen
from bot.web.console.settings.form import Form, Given, text_in, words_in
from bot.web.console.settings.frame import Clash, back_to, fragment, settings_page
from bot.web.console.settings.names import Names, read_names
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.settings.rows import change_rows
from bot.web.console.settings.rule_form import form_of, new_form, place, rule_of, seen_in, whole
from bot.web.console.settings.saving import refused_form
from bot.web.console.settings.sentences import whole_sentence
from bot.web.console.strings import say
from escalation.errors import NotFound
from escalation.routing import action, rule, view
from escalation.routing.placeholders import PLACES
from escalation.routing.reading import is_key
from escalation.routing.rulebook import KeptRule, get_rule, list_rules, place_rule, save_rule
from escalation.ticketing.lifecycle import STATUSES

router = APIRouter(route_class=ConsoleRoute, prefix="/rules")
FIRST = "-"
"""In place of the rule before it; no rule's id."""


@router.get("/edit", include_in_schema=False)
def edit(request: Request, service: ServiceDep, me: Looker, id: str = "", like: str = "") -> Response:
    """`id` for one there is, `like` for another that begins as that one."""
    with service.database.reading(me.tenant_id) as session:
        known = known_names(session)
        kept_ids = [row.rule.id for row in list_rules(session, me.tenant_id, known)]
        form = new_form() | _standing(kept_ids)
        if id:
            kept = get_rule(session, me.tenant_id, id, known)
            form = form_of(kept.data, kept.version) | _standing(kept_ids, id)
            problems = problems_in(me.language, kept.problems, place)
            return rule_page(session, form, request=request, service=service, me=me, problems=problems)
        if like:
            copied = get_rule(session, me.tenant_id, like, known)
            form = form_of(copied.data, None) | {"id": "", **_standing(kept_ids)}
            form["name"] = {
                language: say(language, "set_copy_of", name=name)[:120]
                for language, name in form["name"].items()
            }
        return rule_page(session, form, request=request, service=service, me=me)


@router.post("/change", include_in_schema=False)
def change(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    """The same form with a row more or less; nothing is kept."""
    focus = change_rows(form, text_in(form, "change"))
    with service.database.reading(me.tenant_id) as session:
        return rule_page(session, form, request=request, service=service, me=me, focus=focus)


@router.post("/edit", include_in_schema=False)
def save(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    """What was written comes back, whatever stands against it."""
    data = rule_of(form, text_in(form, "id") or new_id_of(form))

    def keep() -> None:
        with service.database.uow(me.tenant_id) as session:
            known = known_names(session)
            save_rule(session, me.tenant_id, data, known, version=seen_in(form), by=me.email, now=utc_now())
            behind = text_in(form, "behind")
            if behind != text_in(form, "stood"):
                place_rule(session, me.tenant_id, data["id"], None if behind == FIRST else behind)

    show = partial(rule_page, request=request, service=service, me=me)
    refused = refused_form(
        service, me, form, keep, show, lambda session: _clash(session, me, text_in(form, "id")), place=place
    )
    if refused:
        return refused
    service.sweeper.nudge(me.tenant_id)
    return back_to("rules", "saved")


def _standing(ids: Sequence[str], rule_id: str = "") -> Form:
    """Behind which rule it stands, a new one behind the last. Who leaves that as it is moves nothing, also
    where others moved it meanwhile."""
    before = ids[: ids.index(rule_id)] if rule_id in ids else ids
    behind = before[-1] if before else FIRST
    return {"behind": behind, "stood": behind}


def _places(session: TenantSession, me: Me, rule_id: str) -> list[tuple[str, str]]:
    """Where it can stand among the others, each with its number in the order."""
    kept = list_rules(session, me.tenant_id, known_names(session))
    return [(FIRST, say(me.language, "set_place_first"))] + [
        (one.rule.id, say(me.language, "set_place_behind", place=place, name=name))
        for place, one in enumerate(kept, start=1)
        if one.rule.id != rule_id and (name := one.rule.name.in_language(me.language))
    ]


def new_id_of(form: Form) -> str:
    """Of the English name where that makes one; a stranger's look at the file should tell what it is."""
    plain = "-".join(re.findall("[a-z0-9]+", words_in(form, "name")["en"].lower()))[:40].strip("-")
    return f"{plain}-{uuid4().hex[:4]}" if is_key(plain) else f"rule-{uuid4().hex[:8]}"


def rule_page(
    session: TenantSession,
    form: Form,
    *,
    request: Request,
    service: ServiceDep,
    me: Me,
    problems: Problems | None = None,
    clash: Clash | None = None,
    status: int = 200,
    focus: str = "",
    trial: Any = None,
) -> Response:
    names = read_names(session, me.language)
    values = {
        "form": whole(form),
        "problems": problems or no_problems(),
        "clash": clash,
        "focus": focus,
        "trial": trial,
        "standing": _places(session, me, text_in(form, "id")),
        **_condition_words(names, intent_choices(session, service, me.language)),
        **form_words(names),
    }
    if is_fragment(request):
        return fragment(service, me, "rule_form.html", **values)
    heading = words_in(form, "name")[me.language] or say(me.language, "set_new_rule")
    return settings_page(
        session, service, request, me, "rule.html", part="rules", heading=heading, status=status, **values
    )


def form_words(names: Names) -> dict[str, Any]:
    """What the rows of actions offer."""
    language = names.language
    return {
        "names": names,
        "events": [(key, words.in_language(language)) for key, words in rule.EVENTS.items()],
        "channels": [(key, text.in_language(language)) for key, text in CHANNELS.items()],
        "statuses": [(key, view.STATUS_LABELS[key].in_language(language)) for key in STATUSES],
        "settable": [(key, view.STATUS_LABELS[key].in_language(language)) for key in action.SETTABLE],
        "priorities": [(one, one) for one in view.PRIORITIES],
        "kinds": [(key, words.in_language(language)) for key, words in action.ACTION_LABELS.items()],
        "ways": [(key, words.in_language(language)) for key, words in action.WAY_LABELS.items()],
        "recipients": [(key, words.in_language(language)) for key, words in action.RECIPIENT_LABELS.items()],
        "places": [(key, words.in_language(language)) for key, words in PLACES.items()],
    }


def _condition_words(names: Names, intents: Options) -> dict[str, Any]:
    """What the rows of conditions offer."""
    language = names.language
    return {
        "fields": [(key, one.label.in_language(language)) for key, one in view.FIELDS.items()],
        "operators": lambda field: [
            (one, view.OPERATOR_LABELS[one].in_language(language)) for one in _operators(field)
        ],
        "options": lambda field, chosen: (
            None
            if (found := options_of(names, field, intents)) is None
            else with_chosen(names, field, found, chosen)
        ),
    }


def _operators(field: str) -> tuple[str, ...]:
    if field == view.CUSTOM:
        return view.OPERATORS[view.Kind.anything]
    found = view.FIELDS.get(field)
    return view.OPERATORS[found.kind] if found else ()


def _clash(session: TenantSession, me: Me, rule_id: str) -> tuple[Clash, str]:
    """How it stands now, and what saving over it takes."""
    try:
        kept: KeptRule = get_rule(session, me.tenant_id, rule_id, known_names(session))
    except NotFound:
        return Clash(), ""
    names = read_names(session, me.language)
    now = f"{kept.rule.name.in_language(me.language)} – {whole_sentence(kept.rule, names)}"
    return Clash(names.who(kept.changed_by), kept.changed_at, now), str(kept.version)
