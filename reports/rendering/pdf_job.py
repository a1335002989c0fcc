"""How a job travels to the PDF process and its answer back: one line of JSON, then the bytes it announces.

No pickle: neither side runs what the other sends.
"""

import json
from dataclasses import dataclass, field
from typing import BinaryIO

MAX_HEADER = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """`files`: address (picture:KEY, font:NAME) to (content type, bytes). `identifier` goes into the PDF's /ID.

    `attachment` is the data file the PDF carries, b'' for none; `dated` an ISO date or ''.
    """

    html: str
    stylesheets: tuple[str, ...]
    identifier: str
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    attachment: bytes = b""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is '' or a kind: memory, or broken with `detail`."""

    pdf: bytes = b""
    pages: int = 0
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    error: str = ""
    detail: str = ""


def write_job(stream: BinaryIO, job: Job) -> None:
    texts = [text.encode() for text in (job.html, *job.stylesheets)]
    blobs = [*texts, job.attachment, *(content for _type, content in job.files.values())]
    header = {
        "identifier": job.identifier,
        "dated": job.dated,
        "stylesheets": len(job.stylesheets),
        "files": [[address, content_type] for address, (content_type, _content) in job.files.items()],
    }
    _write(stream, header, blobs)


def read_job(stream: BinaryIO) -> Job:
    header, blobs = _read(stream)
    texts = blobs[: 1 + header["stylesheets"]]
    attachment, *contents = blobs[len(texts) :]
    files = {
        address: (content_type, content)
        for (address, content_type), content in zip(header["files"], contents, strict=True)
    }
    html, *stylesheets = (text.decode() for text in texts)
    return Job(html, tuple(stylesheets), header["identifier"], files, attachment, header["dated"])


def write_answer(stream: BinaryIO, answer: Answer) -> None:
    header = {
        "pages": answer.pages,
        "warnings": list(answer.warnings),
        "refused": list(answer.refused),
        "error": answer.error,
        "detail": answer.detail,
    }
    _write(stream, header, [answer.pdf])


def read_answer(stream: BinaryIO) -> Answer:
    """Raises ValueError where the other side ended before it had answered."""
    header, (pdf,) = _read(stream)
    return Answer(
        pdf,
        header["pages"],
        tuple(header["warnings"]),
        tuple(header["refused"]),
        header["error"],
        header["detail"],
    )


def _write(stream: BinaryIO, header: dict, blobs: list[bytes]) -> None:
    header["sizes"] = [len(blob) for blob in blobs]
    stream.write(json.dumps(header, ensure_ascii=False).encode() + b"\n")
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def _read(stream: BinaryIO) -> tuple[dict, list[bytes]]:
    line = stream.readline(MAX_HEADER)
    if not line.endswith(b"\n"):
        raise ValueError("no complete header")
    header = json.loads(line)
    blobs = [stream.read(size) for size in header["sizes"]]
    if [len(blob) for blob in blobs] != header["sizes"]:
        raise ValueError("fewer bytes than announced")
    return header, blobs
