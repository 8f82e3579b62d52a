"""Compares answers and events with the OpenAPI description: nothing else, nothing more, nothing less."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from timewarp_jupyter.handlers.routes import ROUTES
from timewarp_jupyter.openapi import describe

JSON = "application/json"
Operation = dict[str, Any]


def closed(schema: Any) -> Any:
    """A schema by which nothing may be there that it does not name: to clients more may come."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(value) for name, value in schema.items()}
    if "properties" in made and isinstance(made.get("type"), str):
        made.setdefault("additionalProperties", False)
    return made


@cache
def description() -> dict[str, Any]:
    """The description of the code under test."""
    return describe(ROUTES, "0")


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\{[a-z]+\\}", "[^/]+", re.escape(path.lstrip("/")))), path)
        for path in description()["paths"]
    ]


def operation(method: str, path: str) -> Operation | None:
    """What is said of a request below the base URL, None for what is no route or no method of it."""
    for pattern, template in _patterns():
        if pattern.fullmatch(path.partition("?")[0]):
            found: Operation | None = description()["paths"][template].get(method.lower())
            return found
    return None


@cache
def _validator(schema: str) -> Draft202012Validator:
    whole = {**closed(json.loads(schema)), "components": closed(description()["components"])}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_value(schema: dict[str, Any], value: Any) -> None:
    """Fails with the place and the reason where a value is not as a schema says."""
    _validator(json.dumps(schema)).validate(value)


def check_answer(method: str, path: str, status: int, media: str, body: bytes) -> None:
    """Fails where an answer has another status, media type or content than the description says."""
    said = operation(method, path)
    if said is None:
        return
    what = f"{method} {path}: {status}"
    assert str(status) in said["responses"], f"{what} is not described: {body[:300]!r}"
    contents = said["responses"][str(status)].get("content")
    if contents is None:
        assert not body, f"{what} has content: {body[:300]!r}"
        return
    media = media.partition(";")[0].strip()
    assert media in contents, f"{what} is {media}"
    if "schema" in contents[media]:
        check_value(contents[media]["schema"], json.loads(body))


def check_event(event: Any) -> None:
    """Fails where an event of a room's socket is not as it is described."""
    check_value({"$ref": "#/components/schemas/ServerEvent"}, event)
