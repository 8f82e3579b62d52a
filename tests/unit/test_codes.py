"""The list of error codes holds every code that the code can answer with, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import timewarp_jupyter
from timewarp_jupyter.codes import CODES
from timewarp_jupyter.handlers.base import HTTP_CODES
from timewarp_jupyter.store.conflicts import MEANINGS

PACKAGE = Path(timewarp_jupyter.__file__).parent
COMMANDS = ("commands", "maintenance.py")
"""Errors of commands go to a terminal."""
FROM_VARIABLES = {"locked"}
"""Given to an error by way of a variable."""


def constant(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes_in(source: str) -> Iterator[str]:
    """``code="…"`` of calls and classes, and what ``refused`` of archives is called with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "code":
                    yield from constant(keyword.value)
            if isinstance(node.func, ast.Name) and node.func.id == "refused":
                yield from constant(node.args[0])
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    yield from constant(line.value)


def test_the_list_is_that_of_the_code():
    used = {code for _, code, _ in MEANINGS} | set(HTTP_CODES.values()) | FROM_VARIABLES
    for path in PACKAGE.rglob("*.py"):
        if not set(path.relative_to(PACKAGE).parts) & set(COMMANDS):
            used |= set(codes_in(path.read_text(encoding="utf-8")))
    assert set(CODES) == used
