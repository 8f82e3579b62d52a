"""Reading records from an archive: each value is checked, for anybody may have written them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import InvalidInput, TooLarge
from .layout import ArchiveLimits, refused

LARGEST = 2**53 - 1
_MOST_DETAIL = 4096
_DEEPEST = 4


def invalid(where: str) -> InvalidInput:
    """A record that is not as it should be."""
    return refused("archive_invalid", "There is something in the archive that cannot be read.", where)


def parsed(data: bytes, where: str) -> dict[str, Any]:
    """A JSON object, whose text can all be stored. Raises ``InvalidInput`` (``archive_invalid``)."""
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # no half characters anywhere
    except (ValueError, RecursionError) as error:
        raise invalid(where) from error
    if not isinstance(value, dict):
        raise invalid(where)
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


class Record:
    """One object of an archive; ``where`` names it in errors. All methods raise ``archive_invalid``."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self._where = where

    def invalid(self, name: str) -> InvalidInput:
        """A value that is not as it should be."""
        return invalid(f"{self._where}: {name}")

    def has(self, name: str) -> bool:
        """Whether there is a value."""
        return self._values.get(name) is not None

    def text(self, name: str, most: int) -> str:
        """A string of at most so many characters."""
        value = self._values.get(name)
        if not isinstance(value, str) or len(value) > most:
            raise self.invalid(name)
        return value

    def number(self, name: str, low: int = 0, high: int = LARGEST) -> int:
        """A whole number between two bounds, both allowed."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.invalid(name)
        return value

    def optional_number(self, name: str, low: int = 0, high: int = LARGEST) -> int | None:
        """A whole number, or null."""
        return None if self._values.get(name) is None else self.number(name, low, high)

    def items(self, name: str, most: int) -> list[Any]:
        """A list of at most so many things."""
        value = self._values.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.invalid(name)
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        """An object."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise self.invalid(name)
        return value

    def detail(self, name: str) -> dict[str, Any]:
        """A small object of anything."""
        value = self.mapping(name)
        if not _is_flat(value, _DEEPEST) or len(json.dumps(value)) > _MOST_DETAIL:
            raise self.invalid(name)
        return value


def _is_flat(value: Any, deepest: int) -> bool:
    """Whether nothing is nested deeper than so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deepest > 0 and all(_is_flat(each, deepest - 1) for each in inner)


class Lines:
    """Counts the records of all entries, and gives those of one."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self._left = limits.max_archive_records
        self._most = limits.max_archive_records

    def of(self, name: str, content: bytes) -> Iterator[Record]:
        """Each line as a record. Raises ``TooLarge`` (``archive_too_many_records``), ``InvalidInput``."""
        for number, line in enumerate(content.splitlines(), 1):
            self._left -= 1
            if self._left < 0:
                raise TooLarge(
                    "The archive holds too much.",
                    code="archive_too_many_records",
                    reason=f"at most {self._most} edits, messages and lines of activity",
                )
            yield Record(parsed(line, f"{name}:{number}"), f"{name}:{number}")
