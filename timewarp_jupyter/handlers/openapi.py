"""The description of the HTTP interface, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..openapi import describe
from .allow import allow
from .base import TimeWarpHandler
from .operation import operation


class OpenApiHandler(TimeWarpHandler):
    """``GET /api/timewarp/openapi.json``."""

    @allow("read")
    @operation({200: Mapping[str, Any]})
    async def get(self) -> None:
        """This description."""
        from .routes import ROUTES  # the table names this handler

        self.answer(describe(ROUTES, self.services.version))
