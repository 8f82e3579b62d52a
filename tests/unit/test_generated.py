"""The checked-in description and the types of the frontend are what the code makes."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
MADE: dict[str, Any] = runpy.run_path(str(CHECKOUT / "docs" / "make_openapi.py"))


@pytest.mark.parametrize(("name", "text"), MADE["files"]().items(), ids=lambda value: value[:40])
def test_the_file_is_what_the_code_makes(name: str, text: str) -> None:
    assert (CHECKOUT / name).read_text(encoding="utf-8") == text, "Run: python docs/make_openapi.py"


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({}, "unknown"),
        ({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, "(number | null)[]"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"type": "string", "enum": ["a", "b"]}, "'a' | 'b'"),
        ({"type": "boolean", "const": False}, "false"),
        ({"$ref": "#/components/schemas/Room"}, "Room"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "{ a?: string }"),
        ({"type": "object", "additionalProperties": {}}, "Record<string, unknown>"),
    ],
)
def test_a_schema_as_typescript(schema: dict[str, Any], written: str) -> None:
    assert MADE["expression"](schema) == written
