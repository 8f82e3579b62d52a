"""A sign-in can end while a socket is open: the credentials of its handshake are asked for again.

The server's own identity provider is asked, with a copy of the request that opened the socket, so that every
way to sign in is covered. With the default one that is a signed cookie and its age; on JupyterHub it is the
hub's user for the cookie or token, which ``HubOAuth`` keeps for ``cache_max_age``. Providers remember the
user on the handler of a request, so each question is put with a new handler.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
import random
from collections.abc import Callable
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from ..errors import SignedOut

_DEADLINE = 30.0
"""Seconds for which an answer is waited for; then the next time decides."""


class Reauthentication:
    """Asks every ``interval`` seconds, and calls ``signed_out`` once where nobody is signed in any longer."""

    def __init__(
        self, handler: JupyterHandler, interval: float, signed_out: Callable[[SignedOut], None]
    ) -> None:
        """Begin; an ``interval`` of 0 never asks."""
        self._handler = handler
        self._interval = interval
        self._signed_out = signed_out
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._schedule()

    def stop(self) -> None:
        """The socket has ended."""
        self._interval = 0.0
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _schedule(self) -> None:
        if self._interval:
            # Spread, for a class opens its sockets all at once.
            wait = self._interval * random.uniform(0.8, 1.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._begin)

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._ask(), name="reauthentication")

    async def _ask(self) -> None:
        try:
            signed_in = await asyncio.wait_for(is_signed_in(self._handler), _DEADLINE)
        except Exception as error:
            # An identity provider that cannot tell, as a hub that is being restarted, signs nobody out.
            self._handler.log.warning("Who is signed in cannot be told now: %r", error)
            signed_in = True
        self._task = None
        if signed_in:
            self._schedule()
        else:
            self.stop()
            self._signed_out(SignedOut("You are not signed in any longer. Sign in again."))


async def is_signed_in(handler: JupyterHandler) -> bool:
    """Whether the identity provider would accept the request of ``handler`` now.

    Raises what the provider raises where it cannot tell. Whom it names is not compared: for a shared token
    without a cookie it makes up a new name every time.
    """
    request = copy.copy(handler.request)
    request.connection = _Nowhere()  # type: ignore[assignment]
    asking = JupyterHandler(handler.application, request)
    try:
        user: Any = handler.identity_provider.get_user(asking)
        if inspect.isawaitable(user):
            user = await user
    except HTTPError as error:
        if error.status_code in (401, 403):
            return False
        raise
    return user is not None


class _Nowhere:
    """The connection of a request that is asked about, and answered to nobody."""

    def set_close_callback(self, callback: Callable[[], None] | None) -> None:
        """It is closed from the beginning: there is nothing to tell."""
