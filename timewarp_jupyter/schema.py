"""JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) from types: typed dictionaries, unions and the like."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True)
class Keywords:
    """What a type alone does not say, as metadata of ``Annotated``; ``ref`` names another schema instead."""

    format: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Listing:
    """A page of records: ``{items, next}``."""

    item: Any


@dataclass(frozen=True)
class AnyOf:
    """One of several, where a union of types cannot say it."""

    kinds: tuple[Any, ...]


def reference(name: str) -> dict[str, Any]:
    """A schema that stands among the components."""
    return {"$ref": _REFERENCE + name}


class Schemas:
    """Makes schemas; those with a name are gathered in ``components`` and referred to.

    Typed dictionaries have a name of their own; ``named`` gives one to other types.
    """

    def __init__(self, named: Mapping[Any, str]) -> None:
        self.components: dict[str, dict[str, Any]] = {}
        self._named = named

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type. Raises ``TypeError`` for what no schema is known for."""
        if isinstance(kind, Listing):
            return self._listing(kind)
        if isinstance(kind, AnyOf):
            return {"anyOf": [self.of(each) for each in kind.kinds]}
        if kind in self._named:
            name = self._named[kind]
            self.components[name] = self._generic(get_origin(kind), get_args(kind))
            return reference(name)
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if kind is Any:
            return {}
        if is_typeddict(kind):
            return self._component(kind)
        return self._generic(get_origin(kind), get_args(kind))

    def _generic(self, origin: Any, arguments: tuple[Any, ...]) -> dict[str, Any]:
        if origin is Annotated:
            return self._annotated(*arguments)
        if origin is Literal:
            return {"type": _PLAIN[type(arguments[0])], "enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(each) for each in arguments]}
        if origin in (list, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        raise TypeError(f"There is no schema for {origin}[{arguments}]")

    def _annotated(self, kind: Any, keywords: Keywords) -> dict[str, Any]:
        if keywords.ref:
            return reference(keywords.ref)
        return {**self.of(kind), "format": keywords.format}

    def _component(self, kind: Any) -> dict[str, Any]:
        if kind.__name__ not in self.components:
            self.components[kind.__name__] = {}  # before its fields: they may refer to it
            hints = get_type_hints(kind, include_extras=True)
            self.components[kind.__name__] = {
                "type": "object",
                "description": inspect.cleandoc(kind.__doc__ or ""),
                "properties": {name: self.of(hint) for name, hint in hints.items()},
                "required": [name for name in hints if name in kind.__required_keys__],
            }
        return reference(kind.__name__)

    def _listing(self, listing: Listing) -> dict[str, Any]:
        following = {
            "type": ["integer", "null"],
            "description": "Where the next page begins, null after the last: `before` where only that was "
            "given or nothing, otherwise `after`.",
        }
        return {
            "type": "object",
            "properties": {"items": {"type": "array", "items": self.of(listing.item)}, "next": following},
            "required": ["items", "next"],
        }
