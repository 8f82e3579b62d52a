"""A database connection as the store's functions see it: statements compiled once, rows as tuples.

SQLAlchemy builds and compiles the SQL; it is then run on the driver's connection itself, because its
execution layer costs several times what SQLite needs for the statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import Compiled, SQLCompiler
from sqlalchemy.sql.elements import CompilerElement

Row = tuple[Any, ...]


class Cursor(Protocol):
    """The part of a DBAPI cursor that is used."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement has changed."""

    def fetchone(self) -> Row | None:
        """The next row."""

    def fetchall(self) -> list[Row]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Row]:
        """The rows that are left, one by one."""


class Connection(Protocol):
    """The part that ``sqlite3`` and ``psycopg`` connections have in common."""

    def execute(self, statement: str, parameters: Any = ..., /) -> Cursor:
        """Run one statement."""

    def close(self) -> None:
        """End the connection."""


class Compiler:
    """SQL texts of one dialect, each compiled at its first use."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._texts: dict[CompilerElement, str] = {}

    def text(self, statement: CompilerElement) -> str:
        """The statement in the dialect, with named parameters."""
        known = self._texts.get(statement)
        if known is None:
            compiled = statement.compile(dialect=self._dialect)
            own = {name: value for name, value in _parameters(compiled).items() if value is not None}
            if own:
                raise ValueError(f"The statement has values of its own, which would be lost: {own}")
            known = self._texts[statement] = str(compiled)
        return known


def _parameters(compiled: Compiled) -> Mapping[str, Any]:
    return compiled.params or {} if isinstance(compiled, SQLCompiler) else {}


class Session:
    """A connection with its compiler. Belongs to one thread."""

    __slots__ = ("compiler", "connection")

    def __init__(self, connection: Connection, compiler: Compiler) -> None:
        self.connection = connection
        self.compiler = compiler

    def run(self, statement: CompilerElement, parameters: Mapping[str, Any]) -> Cursor:
        """Run a statement that lives as long as the process (it is kept compiled)."""
        return self.connection.execute(self.compiler.text(statement), parameters)

    def one(self, statement: CompilerElement, parameters: Mapping[str, Any]) -> Row | None:
        """The first row, if there is one."""
        return self.run(statement, parameters).fetchone()

    def all(self, statement: CompilerElement, parameters: Mapping[str, Any]) -> Sequence[Row]:
        """All rows."""
        return self.run(statement, parameters).fetchall()
