"""Who may call a method at all: signed in, and allowed by Jupyter's ``Authorizer``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

Method = TypeVar("Method", bound=Callable[..., Any])


def allow(action: Literal["read", "write"], resource: str = "timewarp") -> Callable[[Method], Method]:
    """For handler methods: only signed in, and authorized for the action on the resource.

    Always in full: bare ``authorized`` keeps the action and resource of its first call, so that a method
    shared by two handlers would get the wrong one.
    """

    def decorate(method: Method) -> Method:
        guarded: Callable[..., Any] = authorized(action, resource=resource)(method)
        return cast("Method", authenticated(guarded))

    return decorate
