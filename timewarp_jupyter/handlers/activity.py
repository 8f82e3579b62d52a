"""What has happened in a room, over HTTP: page by page, or all of it as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from ..models_talk import activity_record
from ..records import Activity
from ..rooms.permissions import Action
from ..rooms.room import Room
from ..schema import AnyOf, Listing
from ..store.interface_talk import ActivityFilter, ActivityRow, Window
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, one_of, text
from .operation import JSON, PAGE, Content, operation
from .paging import Page, cut_window

_AT_ONCE = 1000
_LONGEST_NAME = 1000
_COLUMNS = ("seq", "at", "actor", "name", "verb", "document", "path", "detail")
_JSON = AnyOf((Listing(Activity), Sequence[Activity]))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
"""Beginnings that spreadsheets take for a formula, the full-width ones as well (OWASP, "CSV Injection")."""


Parts = AsyncIterator[Sequence[ActivityRow]]


def defused(value: Any) -> str:
    """A cell that no spreadsheet carries out."""
    cell = "" if value is None else str(value)
    return "'" + cell if cell.startswith(_FORMULA) else cell


def csv_lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as CSV (RFC 4180)."""
    target = io.StringIO()
    csv.writer(target).writerows([defused(value) for value in row] for row in rows)
    return target.getvalue()


class ActivityHandler(TimeWarpHandler):
    """The activity of a room."""

    @allow("read")
    @operation(
        {200: (Content(JSON, _JSON), Content("text/csv"))},
        query=Fields(
            {
                **PAGE,
                "actor": text(_LONGEST_NAME),
                "document": text(_LONGEST_NAME),
                "verb": text(_LONGEST_NAME),
                "format": one_of("csv", "json"),
            }
        ),
    )
    async def get(self, room_id: str) -> None:
        """A part of it, oldest first; ``?actor=&document=&verb=`` choose. ``?format=`` gives a file.

        The file holds all between ``after`` and ``before``, whatever ``limit`` is.
        """
        room = self.room(room_id, Action.READ)
        wanted = ActivityFilter(self.asked("actor"), self.asked("document"), self.asked("verb"))
        form = self.asked("format")
        page = self.page()
        if form is not None:
            await self._export(room, wanted, form, page)
            return
        rows = await self.services.store.activity(room.id, page.window(), wanted)
        rows, following = cut_window(page, rows)
        self.answer({"items": [activity_record(row) for row in rows], "next": following})

    async def _export(self, room: Room, wanted: ActivityFilter, form: str, page: Page) -> None:
        room.require(self.username, Action.EXPORT)
        media_type = "application/json" if form == "json" else "text/csv"
        self.offer_file(f"activity-{room.row.slug}.{form}", f"{media_type}; charset=UTF-8")
        parts = self._all(room, wanted, page)
        if form == "json":
            await self._write_json(parts)
        else:
            await self._write_csv(room, parts)
        await self.finish()

    async def _write_json(self, parts: Parts) -> None:
        before = "["
        async for rows in parts:
            for row in rows:
                self.write(f"{before}\n{json.dumps(activity_record(row), ensure_ascii=False)}")
                before = ","
            await self.flush()
        self.write("[]\n" if before == "[" else "\n]\n")

    async def _write_csv(self, room: Room, parts: Parts) -> None:
        self.write(csv_lines([_COLUMNS]))
        async for rows in parts:
            self.write(csv_lines([_cells(room, row) for row in rows]))
            await self.flush()

    async def _all(self, room: Room, wanted: ActivityFilter, page: Page) -> Parts:
        """Everything in parts, so that a long year of a room does not have to fit into memory."""
        after = page.after or 0
        while True:
            window = Window(page.before, after, _AT_ONCE)
            rows = await self.services.store.activity(room.id, window, wanted)
            yield rows
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].seq


def _cells(room: Room, row: ActivityRow) -> Sequence[Any]:
    record = activity_record(row)
    name = row.actor.lstrip(":") if row.actor.startswith(":") else room.identity(row.actor).display_name
    detail = json.dumps(record["detail"], ensure_ascii=False)
    return [
        row.seq, record["at"], row.actor, name, row.verb, row.document, row.detail.get("path"), detail,
    ]  # fmt: skip
