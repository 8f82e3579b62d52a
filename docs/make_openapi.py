"""Write the description of the HTTP interface, and TypeScript types of what is in it, from the code.

``python docs/make_openapi.py`` writes ``timewarp_jupyter/openapi.json`` and ``frontend/src/core/records.ts``.
A test compares both with what this makes, so that neither goes stale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from timewarp_jupyter import __version__
from timewarp_jupyter.handlers.routes import ROUTES
from timewarp_jupyter.openapi import METHODS, describe

ROOT = Path(__file__).resolve().parent.parent
JSON_FILE = "timewarp_jupyter/openapi.json"
TYPESCRIPT_FILE = "frontend/src/core/records.ts"

HEAD = """\
/**
 * The records and events of the server. Made from its OpenAPI description by `python docs/make_openapi.py`:
 * change `timewarp_jupyter/records*.py` or a handler instead.
 */

/** A page of records; `next` is where the next one begins, null after the last. */
export interface Listing<Item> {
  items: Item[];
  next: number | null;
}
"""
WIDTH = 100
_NAMES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = dict[str, Any]


def comment(text: str, indent: str = "") -> str:
    """A doc comment, with code marks as TypeScript has them."""
    lines = text.replace("``", "`").splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def expression(schema: Schema) -> str:
    """A schema as a type. Raises ``KeyError`` for one that has no counterpart here."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema or "enum" in schema:
        return " | ".join(choices(schema))
    if "const" in schema:
        return json.dumps(schema["const"])
    if not schema:
        return "unknown"
    if schema["type"] == "array":
        item = expression(schema["items"])
        return f"({item})[]" if "|" in item else f"{item}[]"
    if schema["type"] == "object":
        return literal(schema)
    return _NAMES[schema["type"]]


def choices(schema: Schema) -> list[str]:
    """What a union is of."""
    if "enum" in schema:
        return [f"'{value}'" for value in schema["enum"]]
    return list(dict.fromkeys(expression(each) for each in schema["anyOf"]))


def literal(schema: Schema) -> str:
    """An object's type in one line."""
    if "properties" not in schema:
        return f"Record<string, {expression(schema['additionalProperties'])}>"
    if not schema["properties"]:
        return "Record<string, never>"
    return "{ " + "; ".join(members(schema)) + " }"


def members(schema: Schema) -> Iterator[str]:
    """The fields of an object."""
    required = schema.get("required", ())
    for name, each in schema["properties"].items():
        yield f"{name}{'' if name in required else '?'}: {expression(each)}"


def declaration(name: str, schema: Schema) -> str:
    """A named type."""
    head = comment(schema["description"]) if "description" in schema else ""
    if schema.get("properties"):
        body = "".join(f"  {member};\n" for member in members(schema))
        return f"{head}export interface {name} {{\n{body}}}\n"
    line = f"export type {name} = {expression(schema)};\n"
    if len(line) > WIDTH:
        line = f"export type {name} =" + "".join(f"\n  | {each}" for each in choices(schema)) + ";\n"
    return head + line


def bodies(description: Schema) -> Iterator[tuple[str, Schema]]:
    """The JSON bodies that requests take, named by their operations."""
    for path, item in description["paths"].items():
        for method in METHODS:
            said = item.get(method, {})
            schema = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if schema and schema["properties"]:
                name = re.sub(r"_([a-z])", lambda found: found[1].upper(), said["operationId"])
                yield f"{name}Body", {**schema, "description": f"The body of {method.upper()} {path}."}
            if "x-client-events" in said:
                yield "ClientEvent", {**said["x-client-events"], "description": "What a client may say."}


def typescript(description: Schema) -> str:
    """The types of all records, events and bodies."""
    named = {**description["components"]["schemas"], **dict(bodies(description))}
    return "\n".join([HEAD, *(declaration(name, schema) for name, schema in sorted(named.items()))])


def files() -> dict[str, str]:
    """What is to be in each file, by its path in the checkout."""
    description = describe(ROUTES, __version__)
    text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
    return {JSON_FILE: text, TYPESCRIPT_FILE: typescript(description)}


if __name__ == "__main__":
    for name, text in files().items():
        (ROOT / name).write_text(text, encoding="utf-8")
