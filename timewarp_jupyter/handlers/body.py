"""Reading what a caller sends: JSON bodies and query parameters, checked field by field.

A field says by its ``schema`` what it takes, for the OpenAPI description: one definition of both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Field:
    """``check`` takes a field's name and value, gives the value to use, or raises ``InvalidInput``."""

    check: Callable[[str, Any], Any]
    schema: Mapping[str, Any]

    def __call__(self, name: str, value: Any) -> Any:
        """The value to use. Raises ``InvalidInput``."""
        return self.check(name, value)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object's fields, by name; those not ``required`` may be left out, others are refused."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values that were given, each checked by its field.

        Raises ``InvalidInput``: ``unknown_field``, ``missing_field``, or what a field raises.
        """
        for name in values:
            if name not in self.fields:
                raise InvalidInput("There is no such field.", code="unknown_field", reason=name[:80])
        for name in self.required:
            if name not in values:
                raise InvalidInput("A field is missing.", code="missing_field", reason=name)
        return {name: self.fields[name](name, value) for name, value in values.items()}

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of such an object."""
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: dict(each.schema) for name, each in self.fields.items()},
            "additionalProperties": False,
        }
        return {**schema, "required": list(self.required)} if self.required else schema


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object; an empty body is an empty one. Raises ``InvalidInput`` (``not_json``)."""
    if not body:
        return {}
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput("The body is not JSON.", code="not_json") from error
    if not isinstance(value, dict):
        raise InvalidInput("The body must be a JSON object.", code="not_json")
    return value


def wrong(name: str, expected: str) -> InvalidInput:
    """The error for a value that is not what a field takes (``bad_field``)."""
    return InvalidInput(f"{name} must be {expected}.", code="bad_field", reason=name)


def text(max_length: int, min_length: int = 0) -> Field:
    """A string of at most so many characters, that can be stored as UTF-8."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(name, "a string")
        if len(value) > max_length:
            raise wrong(name, f"a string of at most {max_length} characters")
        if len(value) < min_length:
            raise wrong(name, f"a string of at least {min_length} characters")
        if any("\ud800" <= ch <= "\udfff" for ch in value):
            raise wrong(name, "a string without half characters")
        return value

    schema = {"type": "string", "maxLength": max_length}
    return Field(check, {**schema, "minLength": min_length} if min_length else schema)


def one_of(*allowed: str) -> Field:
    """One of a few strings."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise wrong(name, " or ".join(allowed))
        return value

    return Field(check, {"type": "string", "enum": list(allowed)})


def _flag(name: str, value: Any) -> bool:
    if value is True or value is False:
        return value is True
    raise wrong(name, "true or false")


flag = Field(_flag, {"type": "boolean"})
"""True or false."""


def only(allowed: bool) -> Field:
    """A flag that can be set in one direction only."""

    def check(name: str, value: Any) -> bool:
        if value is not allowed:
            raise wrong(name, str(allowed).lower())
        return bool(allowed)

    return Field(check, {"type": "boolean", "const": allowed})


def number(low: int, high: int) -> Field:
    """A whole number between two bounds, both allowed."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise wrong(name, f"a whole number from {low} to {high}")
        return value

    return Field(check, {"type": "integer", "minimum": low, "maximum": high})


def optional(field: Field) -> Field:
    """A field that may be null."""

    def check(name: str, value: Any) -> Any:
        return None if value is None else field(name, value)

    return Field(check, {"anyOf": [dict(field.schema), {"type": "null"}]})


def record(fields: Fields, make: Callable[[dict[str, Any]], Any]) -> Field:
    """An object with fields of its own, and what is made of it."""

    def check(name: str, value: Any) -> Any:
        if not isinstance(value, dict):
            raise wrong(name, "an object")
        return make(fields.read(value))

    return Field(check, fields.schema)


# --- what comes as text: query parameters and parts of addresses

_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


def _flag_of_text(name: str, value: Any) -> bool:
    if value not in _FLAGS:
        raise wrong(name, "true or false")
    return _FLAGS[value]


text_flag = Field(_flag_of_text, {"type": "string", "enum": list(_FLAGS)})
"""True or false as text. An empty text is false."""


def text_number(low: int, high: int) -> Field:
    """A whole number as text, between two bounds."""
    inside = number(low, high)

    def check(name: str, value: Any) -> int:
        # Nothing longer could be in range; int() of a long text is slow.
        if not value.isascii() or not value.isdigit() or len(value) > 18:
            raise wrong(name, "a whole number")
        return int(inside(name, int(value)))

    return Field(check, inside.schema)
