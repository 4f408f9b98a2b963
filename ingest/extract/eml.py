"""E-mail as a file (`.eml`): the subject as heading, who wrote to whom and when, then what was written.

Of a message in several forms the plain text is read, else its HTML; then text that mail programs show below it, and messages that
were forwarded whole, as they show them too. Attachments are noted and not read: as files of their own, or in an archive, they are
documents of their own. Nothing is fetched.
"""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.decode import decode
from ingest.extract.html import add_html, parse_html
from ingest.extract.inline import one_line, telling_author, telling_title

_DEEPEST = 6
_SHOWN_HEADERS = ("From", "To", "Cc", "Date")


class EmlExtractor:
    """Reads `.eml` files."""

    name = "eml"
    media_types: tuple[str, ...] = ("message/rfc822",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is no message, `EmptyDocument` when nothing is written in it."""
        try:
            message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            builder = TextBuilder()
            notes, wrote = _message(builder, message, 1)
            declared = _declared(message)
        except (MessageError, LookupError, ValueError, AttributeError, TypeError) as exc:
            raise UnreadableDocument(
                "the message is damaged", subject=path.name, remedy="save it again from the mail program that it is in"
            ) from exc
        document = builder.build(ExtractionReport(reader=self.name, notes=notes), declared)
        if not wrote:
            raise EmptyDocument("nothing is written in the message", subject=path.name)
        return document


def _message(builder: TextBuilder, message: EmailMessage, level: int) -> tuple[tuple[str, ...], bool]:
    """Add a message under a heading of this level: what was left out, and whether anything is written in it."""
    builder.add("heading", one_line(str(message.get("Subject") or "")), level=level)
    headers = [f"{name}: {one_line(str(message[name]))}" for name in _SHOWN_HEADERS if message.get(name)]
    builder.add("paragraph", "\n".join(headers))
    before = builder.size
    left_out: list[str] = []
    body = _body(message)
    if body is not None:
        left_out += _written(builder, body)
    wrote = builder.size > before
    for part in message.iter_attachments():
        kind, name = part.get_content_type(), one_line(part.get_filename() or part.get_content_type())
        forwarded = part.get_content() if kind == "message/rfc822" else None
        if isinstance(forwarded, EmailMessage) and level < _DEEPEST:
            notes, more = _message(builder, forwarded, level + 1)
            left_out += notes
            wrote = wrote or more
        elif kind in ("text/plain", "text/html") and not part.get_filename() and not part.is_attachment():
            left_out += _written(builder, part)
        else:
            left_out.append(f"left out: attachment {name}")
    return tuple(left_out), wrote


def _body(message: EmailMessage) -> MIMEPart | None:
    """What was written: the plain text, or the HTML where there is none or nothing in it."""
    plain = message.get_body(preferencelist=("plain",))
    return plain if plain is not None and _characters(plain).strip() else message.get_body(preferencelist=("html",))


def _written(builder: TextBuilder, part: MIMEPart) -> tuple[str, ...]:
    """Add the text of a part; what was left out."""
    text = _characters(part)
    if part.get_content_subtype() == "html":
        return add_html(builder, parse_html(text))
    for paragraph in text.split("\n\n"):
        builder.add("paragraph", "\n".join(line.rstrip() for line in paragraph.splitlines()))
    return ()


def _characters(body: MIMEPart) -> str:
    """The body's characters by the charset that it names, else by its bytes."""
    data = body.get_payload(decode=True)
    assert isinstance(data, bytes)
    charset = body.get_content_charset()
    try:
        return data.decode(charset).replace("\r\n", "\n") if charset else decode(data).text
    except (LookupError, UnicodeDecodeError):
        return decode(data).text


def _declared(message: EmailMessage) -> dict[str, str | list[str]]:
    author = message.get("From")
    names = [one.display_name or one.addr_spec for one in author.addresses] if author is not None else []
    try:
        date = parsedate_to_datetime(str(message["Date"])).date().isoformat() if message.get("Date") else ""
    except ValueError:
        date = ""
    found = {
        "title": telling_title(str(message.get("Subject") or "")),
        "author": telling_author(names[0] if names else ""),
        "date": date,
    }
    return {key: value for key, value in found.items() if value}
