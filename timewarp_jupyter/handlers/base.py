"""What all handlers of the HTTP interface have in common: who asks, and one shape of errors."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError

from ..counters import COUNTERS
from ..errors import Forbidden, InvalidInput, NotFound, TimeWarpError, TooLarge, TooMuch, Unavailable
from ..rooms.permissions import Action
from ..rooms.room import Room
from ..services import Services
from .body import parse_object
from .operation import Operation, operation_of
from .paging import DEFAULT_LIMIT, Page

RESOURCE = "timewarp"
"""The resource that an ``Authorizer`` is asked about. Decorators name it in full."""

HTTP_CODES = {401: "not_signed_in", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
"""Codes for what Jupyter and Tornado refuse, by status; ``invalid`` for others."""
_ESCAPES = 6
"""Bytes that one byte of text can take in JSON (``\\u0000``)."""
_REST_OF_BODY = 64 * 1024
_OPENING_SECONDS = 10.0
_LONGEST_REFUSAL = 1.0
"""Seconds."""


def error_of(status: int, exception: BaseException | None) -> TimeWarpError:
    """Any failure as an error of ours; what is unexpected is called ``internal`` and no more."""
    if isinstance(exception, TimeWarpError):
        return exception
    if status < 500:
        message = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Refused"
        if isinstance(exception, HTTPError) and exception.log_message:
            message = exception.log_message
        return TimeWarpError(message, code=HTTP_CODES.get(status, "invalid"))
    return TimeWarpError("Something went wrong on the server. It is in its log.", code="internal")


def log_refusal(handler: JupyterHandler, error: TimeWarpError) -> None:
    """One line: for whoever runs the server where that could not do it, else for who looks for a fault."""
    level = logging.WARNING if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.DEBUG
    request, code = handler.request, error.error_code
    handler.log.log(level, "%s %s: %s %s", request.method, request.path, code, error.reason)


async def wait_until_open(services: Services) -> None:
    """Wait while the server is starting; what is not open then is refused by ``services``."""
    if not services.opened.is_set():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(services.opened.wait(), _OPENING_SECONDS)


class TimeWarpHandler(APIHandler):
    """A thin handler: signed in, in one error shape, with the services at hand."""

    auth_resource = RESOURCE
    _turn = 0

    async def prepare(self) -> None:  # type: ignore[override]
        """Find out who asks, before any method runs and before anybody waits for them."""
        await super().prepare()
        if self.current_user is None:
            raise Forbidden("Sign in first.", code="not_signed_in")
        self._turn = await self.services.turnstile.enter(self.username)
        await wait_until_open(self.services)
        if self.services.ready:
            self.services.registry.note(self.current_user)
        if self.request.method in ("POST", "PUT", "PATCH", "DELETE"):
            self.services.active()
            self._require_small_body()

    def on_finish(self) -> None:
        """Let the next one in."""
        self.services.turnstile.leave(self._turn)
        super().on_finish()

    @contextlib.asynccontextmanager
    async def slowing_down(self) -> AsyncIterator[None]:
        """Refuse who does too much only after as long as they have to wait, a second at most.

        Who waits for the answer does not ask again, and even a refused request takes time from edits.
        """
        try:
            yield
        except TooMuch as error:
            self.services.turnstile.leave(self._turn)
            await asyncio.sleep(min(error.retry_after or 0.0, _LONGEST_REFUSAL))
            with contextlib.suppress(Unavailable, TooMuch):  # a hundred of them wake at the same moment
                self._turn = await self.services.turnstile.enter(self.username)
            raise

    def _require_small_body(self) -> None:
        limit = self.services.limits.max_file_bytes * _ESCAPES + _REST_OF_BODY
        if len(self.request.body) > limit:
            raise TooLarge("The body is too large.", reason=f"at most {limit} bytes")

    @property
    def services(self) -> Services:
        """The parts of the running server."""
        services: Services = self.settings["timewarp"]
        return services

    @property
    def username(self) -> str:
        """The user name of who asks."""
        return str(self.current_user.username)

    def room(self, id_or_slug: str, action: Action) -> Room:
        """A room in which the caller may do this now.

        Raises ``NotFound`` where they may not know of it, ``Forbidden`` where they may not do it.
        """
        room = self.services.registry.find(id_or_slug, self.username)
        if action is not Action.CHANGE_ROOM:
            room.require_not_deleted()
        room.require(self.username, action)
        return room

    @property
    def _operation(self) -> Operation:
        """What the method that is called takes."""
        return operation_of(getattr(self, str(self.request.method).lower()))

    def body(self) -> dict[str, Any]:
        """The fields of the JSON body, as the operation names them. Raises ``InvalidInput``."""
        fields = self._operation.body
        assert fields is not None, "The operation says that it takes no body."
        return fields.read(parse_object(self.request.body))

    def asked(self, name: str) -> Any:
        """A query parameter of the operation, None where it is not given.

        Raises ``InvalidInput``, also where it has to be given (``missing_field``).
        """
        query = self._operation.query
        field = query.fields[name]
        try:
            value = self.get_query_argument(name, None, strip=False)
        except HTTPError as error:
            raise InvalidInput("A query parameter is not UTF-8.", reason=name) from error
        if value is not None:
            return field(name, value)
        if name in query.required:
            raise InvalidInput("A query parameter is missing.", code="missing_field", reason=name)
        return None

    def page(self) -> Page:
        """The part of a listing that is asked for."""
        before, after, limit = (self.asked(name) for name in ("before", "after", "limit"))
        return Page(before, after, limit or DEFAULT_LIMIT)

    def answer(self, record: Any, status: int = 200) -> None:
        """Send a record."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(record, ensure_ascii=False))

    def offer_file(self, name: str, media_type: str) -> None:
        """Head an answer that the browser saves. ``name`` is in any script (RFC 8187)."""
        self.set_header("Content-Type", media_type)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, safe='')}")

    def done(self) -> None:
        """Send that it is done, without more (204)."""
        self.set_status(204)
        self.finish()

    def url(self, *parts: str) -> str:
        """An absolute address on this server, as the caller reaches it."""
        path = url_path_join(self.base_url, *parts)
        return f"{self.request.protocol}://{self.request.host}{path}"

    # --- errors

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Give our errors their own status."""
        exception = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(exception, TimeWarpError):
            status_code = exception.status
        super().send_error(status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error in the one shape."""
        error = error_of(status_code, (kwargs.get("exc_info") or (None, None))[1])
        COUNTERS.refused(error.error_code)
        if error.retry_after is not None:
            self.set_header("Retry-After", str(max(1, round(error.retry_after))))
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(error.to_json(), ensure_ascii=False))

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """A refusal is no fault of the server: only what is unexpected gets a traceback."""
        if isinstance(value, TimeWarpError) and value.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            log_refusal(self, value)
        else:
            super().log_exception(typ, value, tb)


class UnknownRoute(TimeWarpHandler):
    """Whatever is below our root and is no route."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Signed in or not is said first, then that there is nothing."""
        await super().prepare()
        raise NotFound("There is no such address.", code="no_such_route")
