"""The process that runs WeasyPrint: python -m reports.rendering.pdf_worker FOLDER SECONDS MEGABYTES.

It sets its own limits, reads only its folder through a fetcher that knows three kinds of names, and writes
output.pdf and warnings.json there. Exit code 3: out of memory.
"""

import json
import logging
import re
import resource
import sys
from pathlib import Path

import weasyprint
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

NAME = re.compile(r"^(picture|font):([A-Za-z0-9][A-Za-z0-9._-]*)$")
TYPES = {".otf": "font/otf", ".ttf": "font/ttf"}


class OwnFiles(URLFetcher):
    """Serves the files of one folder by kind and name; everything else is refused, nothing leaves the machine."""

    def __init__(self, folder: Path):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.folder = folder

    def fetch(self, url, headers=None):
        found = NAME.match(url)
        path = self.folder / found[1] / found[2] if found else None
        if path is None or not path.is_file():
            logging.getLogger("weasyprint").warning("refused to fetch %r", url[:200])
            raise ValueError("not one of the report's own files")
        content = path.read_bytes()
        kind = TYPES.get(path.suffix) or ("image/png" if content.startswith(b"\x89PNG") else "image/jpeg")
        return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})


class Collect(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def render(folder: Path) -> None:
    collected = Collect()
    logging.getLogger("weasyprint").handlers = [collected]
    logging.getLogger("fontTools").handlers = [collected]
    fetcher = OwnFiles(folder)
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = (folder / "print.css").read_text("utf-8")
    sheets = [weasyprint.CSS(string=style, url_fetcher=fetcher, font_config=fonts)]
    page = weasyprint.HTML(string=(folder / "page.html").read_text("utf-8"), url_fetcher=fetcher)
    page.write_pdf(
        folder / "output.pdf",
        stylesheets=sheets,
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        pdf_identifier=bytes.fromhex((folder / "identifier").read_text())[:16],
    )
    (folder / "warnings.json").write_text(json.dumps(collected.lines, ensure_ascii=False), "utf-8")


def main() -> int:
    folder, seconds, megabytes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    limit(seconds, megabytes)
    try:
        render(folder)
    except (MemoryError, RecursionError):
        return 3
    except FatalURLFetchingError:
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
