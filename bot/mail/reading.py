"""A raw mail, which anybody may have written, as what of it concerns us. Nothing in it is believed.

The headers are read by the old, plain policy: the new one takes addresses apart by a grammar that hostile
ones make slow.
"""

import email
import re
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from bot.desk.mail_html import read_mail_html
from bot.desk.mail_quotes import split_quoted_text
from bot.mail.errors import MailRefused
from bot.message_text import without_controls
from escalation.routing.action_check import is_email

MOST_PARTS = 2_000
MOST_HEADERS = 64 * 1024
"""Bytes of a mail's own; the headers of its parts are short or cut."""
MOST_CHARACTERS = 500_000
LONGEST_SUBJECT, LONGEST_NAME = 300, 100
MOST_IDS = 20

_ID = re.compile(r"<[^<>\s]{1,250}>")
_REPLY = re.compile(r"^(?:(?:re|aw|fwd?|wg|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_CHARSET = re.compile(
    r"utf[-_]?(?:8|16|16le|16be)|gb(?:2312|k|18030)|hz(?:-gb-2312)?|big5(?:-?hkscs)?|(?:windows-|cp)125\d"
    r"|iso-?8859-\d{1,2}|iso-2022-(?:jp|kr)|latin-?1|koi8-[ru]|euc-(?:jp|kr)|shift[-_]jis",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_SOFT_BREAK = re.compile(r"(?<!^--) \n(?=[^\s>])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """`sender` is the From address in lower case, "" where there is not exactly one; `name` is what they call
    themselves. `text` is what they
    wrote now, `whole` with what it quotes, "" where it quotes nothing. `refers_to` are the Message-IDs that
    it answers, the nearest first. `headers` are by their names in lower case."""

    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    whole: str
    files: tuple[MailFile, ...]
    refers_to: tuple[str, ...]
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Words:
    """`whole` has what was quoted too, and the signature."""

    fresh: str = ""
    whole: str = ""
    quotes: bool = False


def read_mail(raw: bytes, language: str) -> IncomingMail:
    """MailRefused where it is no mail that can be read. `language` is that of the words for pictures."""
    head = re.split(rb"\r?\n\r?\n", raw[: MOST_HEADERS + 1], maxsplit=1)[0]
    if len(head) > MOST_HEADERS or raw.count(b"\n--") > 2 * MOST_PARTS:
        raise MailRefused("554 5.6.0 the headers are too long, or the parts too many")
    try:
        return _read_whole(raw, language)
    except RecursionError:
        raise MailRefused("554 5.6.0 its parts stand too deep in each other") from None


def says_nothing(answer: str) -> bool:
    """Whether it is only what it answers, with nothing written above it."""
    return split_quoted_text(f"-\n{answer}")[0] == "-"


def bare_subject(subject: str) -> str:
    """Without "Re:" and its like."""
    return _REPLY.sub("", subject).strip()


def _read_whole(raw: bytes, language: str) -> IncomingMail:
    files: list[MailFile] = []
    message = email.message_from_bytes(raw)
    words = _read(message, language, files)
    headers = _headers(message)
    name, sender = _sender(message)
    return IncomingMail(
        message_id=next(iter(_ID.findall(headers.get("message-id", ""))), ""),
        sender=sender,
        name=_one_line(_decoded(name))[:LONGEST_NAME],
        subject=_one_line(headers.get("subject", ""))[:LONGEST_SUBJECT],
        text=words.fresh,
        whole=words.whole if words.quotes else "",
        files=tuple(files),
        refers_to=_refers_to(headers),
        headers=headers,
    )


def _headers(message: Message) -> dict[str, str]:
    """The first of each name."""
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), _decoded(value))
    return headers


def _one_line(text: str) -> str:
    return " ".join(without_controls(text).split())


def _sender(message: Message) -> tuple[str, str]:
    """Name and address, read before words are decoded: a name that decodes to an address is a name."""
    if len(message.get_all("from", ())) != 1:
        return "", ""
    given = next(str(value) for name, value in message.raw_items() if name.lower() == "from")
    people = [(name, address) for name, address in getaddresses([given]) if address]
    name, address = people[0] if len(people) == 1 else ("", "")
    return (name, address.lower()) if is_email(address) and _is_text(address) else ("", "")


def _refers_to(headers: Mapping[str, str]) -> tuple[str, ...]:
    answered = _ID.findall(headers.get("in-reply-to", ""))
    before = _ID.findall(headers.get("references", ""))[-MOST_IDS:]
    return tuple(dict.fromkeys([*answered[:MOST_IDS], *reversed(before)]))


def _read(part: Message, language: str, files: list[MailFile]) -> _Words:
    """The words of a part and all in it; what is no words goes to `files`."""
    kind = part.get_content_type()
    if part.is_multipart():
        inner = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind == "multipart/alternative":
            return _best([(one.get_content_type(), _read(one, language, files)) for one in inner])
        if kind == "message/rfc822":  # forwarded whole: it is what they want us to read
            forwarded = _joined([_read(one, language, files) for one in inner]).whole
            return _Words(forwarded, forwarded)
        if part.get_content_maintype() == "message":
            return _Words()  # what a mail server reports, for machines
        return _joined([_read(one, language, files) for one in inner])
    name, content = _file_name(part), part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    attached = (part.get_content_disposition() or "") == "attachment" or name != ""
    if kind in ("text/plain", "text/html") and not attached:
        text = _to_text(content, part.get_content_charset())
        return _html_words(text, language) if kind == "text/html" else _plain_words(text, part)
    if kind != "text/calendar" or attached:
        files.append(MailFile(name or "file", content))
    return _Words()


def _joined(found: list[_Words]) -> _Words:
    fresh, whole = (
        "\n\n".join(filter(None, texts))
        for texts in ([one.fresh for one in found], [one.whole for one in found])
    )
    return _Words(fresh, whole, any(one.quotes for one in found))


def _best(versions: list[tuple[str, _Words]]) -> _Words:
    """Plain text where there is any."""
    told = [(kind, words) for kind, words in versions if words.whole]
    plain = [words for kind, words in told if kind == "text/plain"]
    return (plain or [words for _, words in told] or [_Words()])[0]


def _html_words(text: str, language: str) -> _Words:
    body = read_mail_html(text, language)
    whole = "\n\n".join(filter(None, (body.text, body.quoted_text)))
    return _Words(body.text, whole, bool(body.quoted_text))


def _plain_words(text: str, part: Message) -> _Words:
    whole = without_controls(text)
    fresh, quoted = split_quoted_text(text.replace("\r\n", "\n")[:MOST_CHARACTERS])
    fresh = _SIGNATURE.split(fresh, maxsplit=1)[0]
    if str(part.get_param("format", "")).lower() == "flowed":
        fresh = _SOFT_BREAK.sub(" ", fresh)
    return _Words(without_controls(fresh), whole, bool(quoted))


def _file_name(part: Message) -> str:
    given = part.get_filename("")
    return _decoded(given)[:1_000] if given else ""


def _decoded(value: object) -> str:
    """Of a header, encoded words or plain bytes in whatever charset."""
    text = str(value)[:20_000]
    if not _is_text(text):
        text = _to_text(text.encode("utf-8", "surrogateescape"), None)
    try:
        pieces = decode_header(text) if "=?" in text else [(text, None)]
    except (HeaderParseError, NotBase64, ValueError):
        return text
    return "".join(one if isinstance(one, str) else _to_text(one, charset) for one, charset in pieces)


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _to_text(content: bytes, charset: str | None) -> str:
    """By the charset that it names where that is a common one; else by what fits. GB2312 is what programs
    call any of its successors."""
    if charset and _CHARSET.fullmatch(charset):
        name = "gb18030" if charset.lower() in ("gb2312", "gbk") else charset
        try:
            return content.decode(name, "replace")
        except LookupError:
            pass
    for name in ("utf-8", "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")
