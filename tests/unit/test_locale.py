"""Every text that the frontend shows can be translated, and is, into German and Spanish."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from timewarp_jupyter.codes import CODES

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "timewarp_jupyter" / "locale"
LOCALES = ("de_DE", "es_ES")

_TEXT = r"'((?:[^'\\]|\\.)*)'"
_ONE = re.compile(r"\b__\(\s*" + _TEXT)
_MANY = re.compile(r"\b_n\(\s*" + _TEXT + r"\s*,\s*" + _TEXT)
_CALL = re.compile(r"\b(?:words|trans|translator)\.(?:__|_n)\(\s*(?=[^\s'])")
_ERROR = re.compile(r"\[\s*" + _TEXT + r",\s*words\.__\(")
_PLACE = re.compile(r"%\d")


def sources() -> dict[str, str]:
    """The frontend's modules by path."""
    files = [path for path in (ROOT / "frontend" / "src").rglob("*") if path.suffix in (".ts", ".tsx")]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}


def messages() -> dict[str, str | None]:
    """All texts to translate, with their plural where they have one."""
    found: dict[str, str | None] = {}
    found |= dict.fromkeys(schema_texts())
    for text in sources().values():
        found |= {plain(match[1]): None for match in _ONE.finditer(text)}
    for text in sources().values():
        found |= {plain(match[1]): plain(match[2]) for match in _MANY.finditer(text)}
    return found


def schema_texts() -> list[str]:
    """What the settings' editor shows of our settings."""
    schema = json.loads((ROOT / "frontend" / "schema" / "plugin.json").read_text(encoding="utf-8"))
    parts = [schema, *schema["properties"].values()]
    return [part[name] for part in parts for name in ("title", "description") if name in part]


def plain(literal: str) -> str:
    return literal.replace("\\'", "'").replace("\\n", "\n")


def catalogue(locale: str) -> dict[str, Any]:
    path = CATALOGUES / locale / "LC_MESSAGES" / "timewarp_jupyter.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_texts_stand_in_the_call_so_that_they_can_be_found():
    """``passed_on`` hand over what the panels say, and what stands in the schema."""
    passed_on = ("frontend/src/lab/words.ts", "frontend/src/lab/preferences/translated.ts")
    found = {path: _CALL.findall(text) for path, text in sources().items() if path not in passed_on}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated_with_its_places_for_values(locale: str):
    translated = catalogue(locale)
    head = translated.pop("")
    # With a hyphen: JupyterLab looks for it so.
    assert (head["domain"], head["language"]) == ("timewarp_jupyter", locale.replace("_", "-"))
    wanted = messages()
    assert sorted(wanted) == sorted(translated)
    for text, plural in wanted.items():
        forms = [text] if plural is None else [text, plural]
        assert len(translated[text]) == len(forms), text
        for form, translation in zip(forms, translated[text], strict=True):
            assert translation.strip() == translation != "", text
            assert sorted(_PLACE.findall(translation)) == sorted(_PLACE.findall(form)), text


def test_every_error_code_has_words_of_its_own():
    tables = (text for path, text in sources().items() if "/ui/errors/" in path)
    rows = [match[1] for text in tables for match in _ERROR.finditer(text)]
    assert sorted(code for row in rows for code in row.split()) == sorted(CODES)
