"""Makes the zip container of an office file the same from run to run: entries in order, with the document's own date."""

import re
import zipfile
from datetime import date
from pathlib import Path

MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def settle(path: Path, day: date) -> None:
    """Rewrites the file in place: every entry and both core dates say `day`."""
    with zipfile.ZipFile(path) as container:
        entries = [(info.filename, container.read(info)) for info in container.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in entries:
            if name == "docProps/core.xml":
                data = MODIFIED.sub(rb"\g<1>" + f"{day.isoformat()}T08:00:00Z".encode() + rb"\g<2>", data)
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            container.writestr(info, data)
