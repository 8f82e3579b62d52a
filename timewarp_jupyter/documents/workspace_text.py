"""What is in a program file, and what a document sees of it.

A document has LF line ends only: editors in the browser count every line end as one character, so that
a carriage return in the shared text would put cursors and edits in the wrong place. The file's own line
end is remembered and written back. A file with different line ends in it keeps its bytes until somebody
edits it; from then on it has CRLF if more than half of its line ends were that, and LF otherwise. A lone
CR, as old Macs wrote, becomes LF in the same way. A byte order mark is the first character of the text
and is kept with it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from ..errors import InvalidInput, TooLarge

Newline = Literal["\n", "\r\n"]

_LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class FileText:
    """A program file as read.

    ``text`` has LF line ends only, ``newline`` is the one to write back, ``hash`` is the sha256 in hex of
    the bytes on disk, ``size`` their number.
    """

    text: str
    newline: Newline
    hash: str
    size: int


def not_text(path: str, reason: str) -> InvalidInput:
    """The error for a file that is no program text."""
    return InvalidInput(
        "This file is not UTF-8 text, so it cannot be edited together.",
        code="not_text",
        reason=f"{path}: {reason}",
    )


def too_large(path: str, size: int, limit: int) -> TooLarge:
    """The error for a file above its limit, both in bytes."""
    return TooLarge(
        "This file is too large to be edited together.", reason=f"{path}: {size} of {limit} bytes"
    )


def parse(path: str, content: str, limit: int, *, adopting: bool = True) -> FileText:
    """A file's content as a document sees it. Raises ``not_text`` and ``TooLarge``.

    NUL characters are refused when a file is to become a document: it is no program then.
    """
    try:
        data = content.encode()
    except UnicodeEncodeError as error:
        raise not_text(path, "it has half characters") from error
    if len(data) > limit:
        raise too_large(path, len(data), limit)
    if adopting and "\0" in content:
        raise not_text(path, "it has NUL characters")
    return FileText(with_lf(content), newline_of(content), digest(data), len(data))


def newline_of(content: str) -> Newline:
    """The line end to write back: CRLF where more than half of the lines have it."""
    crlf = content.count("\r\n")
    others = content.count("\n") + content.count("\r") - 2 * crlf
    return "\r\n" if crlf > others else "\n"


def with_lf(content: str) -> str:
    """The text with LF as its only line end."""
    return _LINE_END.sub("\n", content) if "\r" in content else content


def file_content(text: str, newline: Newline) -> str:
    """What is written to the file for a document's text."""
    return text if newline == "\n" else text.replace("\n", newline)


def content_hash(text: str, newline: Newline) -> str:
    """The hash of the file that a document's text makes."""
    return digest(file_content(text, newline).encode())


def digest(data: bytes) -> str:
    """The hash by which files are compared: sha256 in hex, as Jupyter's own."""
    return hashlib.sha256(data).hexdigest()
