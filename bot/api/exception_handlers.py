"""The one table from errors to HTTP, and the one shape that they are shown in."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from bot import errors
from bot.desk.attachments import errors as attachment_errors
from bot.logging import get_logger
from bot.mail import errors as mail_errors
from dialogs.errors import DialogueError
from escalation import errors as escalation_errors
from kb_index import errors as kb_errors
from kb_index.errors import KnowledgeBaseError
from nlu.errors import NLUError

# The nearest class in an error's ancestry decides.
STATUS: Mapping[type[Exception], int] = {
    errors.BotError: 500,
    errors.SettingsWrong: 500,
    errors.DatabaseProblem: 503,
    errors.TenantMissing: 500,
    errors.NotReady: 503,
    errors.NotSignedIn: 401,
    errors.OriginNotAllowed: 403,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.IdempotencyConflict: 409,
    errors.NotYoursToAnswer: 409,
    errors.ReplyHeld: 409,
    errors.AlreadyDecided: 409,
    errors.CustomerUnreachable: 409,
    errors.ViewRefused: 409,
    errors.LabelRejected: 422,
    errors.TooFast: 429,
    errors.BodyTooLarge: 413,
    errors.MessageRejected: 422,
    attachment_errors.StorageUnavailable: 503,
    attachment_errors.AttachmentRejected: 422,
    attachment_errors.AttachmentTooLarge: 413,
    attachment_errors.KindRefused: 415,
    attachment_errors.NoRoom: 409,
    mail_errors.MailRefused: 422,
    escalation_errors.EscalationError: 500,
    escalation_errors.NotFound: 404,
    escalation_errors.SLABroken: 422,
    escalation_errors.TransitionRefused: 409,
    escalation_errors.TicketFull: 409,
    escalation_errors.CustomerRefused: 409,
    escalation_errors.MergeRefused: 409,
    escalation_errors.SurveyRejected: 422,
    escalation_errors.DemoFileBroken: 422,
    escalation_errors.SettingRejected: 422,
    escalation_errors.SettingStale: 409,
    DialogueError: 500,
    KnowledgeBaseError: 500,
    kb_errors.NoSuchArticle: 404,
    kb_errors.DraftMoved: 409,
    kb_errors.BrokenDraft: 422,
    kb_errors.PictureRejected: 422,
    NLUError: 503,
}
_CODES = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable", 415: "malformed"}


def status_of(error: Exception) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def error_shape(error: Exception) -> dict[str, Any]:
    """{"error": {code, message, hint}}. Where it is our fault, nothing of the inside is told."""
    status = status_of(error)
    if status == 500:
        return _shape(
            "internal", "something went wrong on our side", "try again; tell the operator if it stays"
        )
    if isinstance(error, errors.BotError):
        told = status < 500 or isinstance(error, errors.NotReady)
        return _shape(error.code, str(error) if told else error.outside, error.hint)
    if status == 503:
        return _shape("not_ready", "the models are not there yet", errors.NotReady.hint)
    return _shape({404: "not_found", 409: "conflict"}.get(status, "malformed"), str(error), "")


def install(app: FastAPI) -> None:
    """Every error that a route raises leaves in the one shape; none shows a stack trace."""
    for kind in STATUS:
        app.add_exception_handler(kind, _mapped)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for kind in (DBAPIError, PoolTimeout):
        app.add_exception_handler(kind, _database)
    app.add_exception_handler(DataError, _unfit)
    app.add_exception_handler(Exception, _internal)


def respond(error: Exception) -> JSONResponse:
    headers = {}
    if isinstance(error, errors.TooFast):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if isinstance(error, errors.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error_shape(error), status_of(error), headers)


async def _mapped(request: Request, error: Exception) -> JSONResponse:
    if status_of(error) >= 500:
        get_logger("api").error(
            "request_failed", path=request.url.path, error=type(error).__name__, why=str(error)
        )
    return respond(error)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler is registered for it
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return respond(
            errors.Malformed("body", f"not JSON at character {first['loc'][-1]}; expected an object")
        )
    if first["loc"] == ("body",):
        wanted = "expected a JSON object, sent as Content-Type: application/json"
        return respond(errors.Malformed("body", wanted))
    field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    return respond(errors.Malformed(field, first["msg"]))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = _CODES.get(error.status_code, "malformed")
    return JSONResponse(_shape(code, str(error.detail), ""), error.status_code, error.headers)


async def _database(request: Request, error: Exception) -> JSONResponse:
    get_logger("api").error("database_failed", path=request.url.path, error=type(error).__name__)
    return respond(errors.DatabaseUnavailable("the database cannot be reached"))


async def _unfit(_request: Request, _error: Exception) -> JSONResponse:
    """PostgreSQL takes no NUL in a text and no number beyond a column's."""
    return respond(errors.Malformed("request", "a value in it cannot be stored or looked for"))


async def _internal(_request: Request, _error: Exception) -> JSONResponse:
    """Starlette raises it again after the answer, so the server's log has the trace."""
    return JSONResponse(error_shape(RuntimeError()), 500)


def _shape(code: str, message: str, hint: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "hint": hint}}
