"""What a method of a handler takes and gives, said once: the handler reads by it, and it is the description.

``TimeWarpHandler.body()`` and ``asked()`` know no other fields than those that stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .body import Field, Fields, text_number
from .paging import LAST, MAX_LIMIT

Method = TypeVar("Method", bound=Callable[..., Any])

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
_ATTRIBUTE = "_timewarp_operation"

PAGE: Mapping[str, Field] = {
    "before": text_number(0, LAST),
    "after": text_number(0, LAST),
    "limit": text_number(1, MAX_LIMIT),
}
"""The query parameters of all listings."""

PARTS: Mapping[str, Field] = {"seq": text_number(0, LAST)}
"""The parts of addresses that are no plain text."""


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of an answer; ``kind`` is the type of what is in it, None for bytes and pages."""

    media: str
    kind: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method: ``gives`` by status, and the statuses by which it may be refused besides the usual ones.

    ``media`` is the type of the body; ``events`` are what a client may send on a socket, by type.
    """

    gives: Mapping[int, tuple[Content, ...]]
    body: Fields | None
    query: Fields
    refuses: tuple[int, ...]
    media: str
    events: Mapping[str, Fields] | None


NOTHING: tuple[Content, ...] = ()
"""An answer without content."""


def operation(
    gives: Mapping[int, Any],
    *,
    body: Fields | None = None,
    query: Fields | None = None,
    refuses: tuple[int, ...] = (),
    media: str = JSON,
    events: Mapping[str, Fields] | None = None,
) -> Callable[[Method], Method]:
    """Says what a method takes and gives. An answer is a type in JSON, or a tuple of ``Content``."""
    contents = {
        status: kind if isinstance(kind, tuple) else (Content(JSON, kind),) for status, kind in gives.items()
    }
    said = Operation(contents, body, query or Fields(), refuses, media, events)

    def decorate(method: Method) -> Method:
        setattr(method, _ATTRIBUTE, said)
        return method

    return decorate


def operation_of(method: Callable[..., Any]) -> Operation:
    """What was said of a method; decorators above it do not hide it. Raises ``AttributeError``."""
    found: Operation = getattr(method, _ATTRIBUTE)
    return found
