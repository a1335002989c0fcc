"""One byte range of a file (RFC 9110, section 14), so that a cut download goes on where it stopped.

Several ranges at once are allowed to be answered with the whole file, and are.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

FORM = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class OutsideFile(Exception):
    """No byte of the range lies inside the file."""


@dataclass(frozen=True, slots=True)
class Range:
    """First and last byte, both counted from 0 and both inside."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def asked_range(header: str, size: int) -> Range | None:
    """The range a header asks for; None where the whole file is to be sent. Raises OutsideFile."""
    found = FORM.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise OutsideFile
        return Range(max(0, size - int(last)), size - 1)
    if last and int(last) < int(first):
        return None  # not a valid range: RFC 9110 has it ignored
    if int(first) >= size:
        raise OutsideFile
    return Range(int(first), min(int(last), size - 1) if last else size - 1)


class Part:
    """A file that begins at the range's first byte and ends after its last."""

    def __init__(self, file: BinaryIO, part: Range):
        file.seek(part.first)
        self._file, self._left = file, part.length

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
