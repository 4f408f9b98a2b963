"""E-mail as a file (`.eml`): the subject as heading, who wrote to whom and when, then what was written.

Of a message in several forms the plain text is read, else its HTML. Attachments are noted and not read: as files of their own, or
in an archive, they are documents of their own. Nothing is fetched.
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
            subject = one_line(str(message.get("Subject") or ""))
            builder.add("heading", subject, level=1)
            headers = [f"{name}: {one_line(str(message[name]))}" for name in _SHOWN_HEADERS if message.get(name)]
            before = len(headers)
            builder.add("paragraph", "\n".join(headers))
            notes = _body(builder, message)
            declared = _declared(message, subject)
        except (MessageError, LookupError, ValueError, AttributeError, TypeError) as exc:
            raise UnreadableDocument(
                "the message is damaged", subject=path.name, remedy="save it again from the mail program that it is in"
            ) from exc
        document = builder.build(ExtractionReport(reader=self.name, notes=notes), declared)
        if len(document.blocks) <= bool(subject) + bool(before):
            raise EmptyDocument("nothing is written in the message", subject=path.name)
        return document


def _body(builder: TextBuilder, message: EmailMessage) -> tuple[str, ...]:
    """Add what was written; what was left out."""
    left_out: list[str] = []
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = _characters(body)
        if body.get_content_subtype() == "html":
            left_out += add_html(builder, parse_html(text))
        else:
            for paragraph in text.split("\n\n"):
                builder.add("paragraph", "\n".join(line.rstrip() for line in paragraph.splitlines()))
    names = [one_line(part.get_filename() or part.get_content_type()) for part in message.iter_attachments()]
    return (*left_out, *(f"left out: attachment {name}" for name in names))


def _characters(body: MIMEPart) -> str:
    """The body's characters by the charset that it names, else by its bytes."""
    data = body.get_payload(decode=True)
    assert isinstance(data, bytes)
    charset = body.get_content_charset()
    try:
        return data.decode(charset).replace("\r\n", "\n") if charset else decode(data).text
    except (LookupError, UnicodeDecodeError):
        return decode(data).text


def _declared(message: EmailMessage, subject: str) -> dict[str, str | list[str]]:
    author = message.get("From")
    names = [one.display_name or one.addr_spec for one in author.addresses] if author is not None else []
    try:
        date = parsedate_to_datetime(str(message["Date"])).date().isoformat() if message.get("Date") else ""
    except ValueError:
        date = ""
    found = {"title": telling_title(subject), "author": telling_author(names[0] if names else ""), "date": date}
    return {key: value for key, value in found.items() if value}
