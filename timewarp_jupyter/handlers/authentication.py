"""Jupyter's decorators for authentication and authorisation, with types.

The resource is always named: a bare ``@authorized`` keeps action and resource of its first call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from jupyter_server.auth.decorator import authorized, ws_authenticated

Method = TypeVar("Method", bound=Callable[..., Any])


def socket_authenticated(method: Method) -> Method:
    """401 before the upgrade for one who is not signed in."""
    return ws_authenticated(method)


def may(action: Literal["read", "write"]) -> Callable[[Method], Method]:
    """403 for one whom the server's authorizer does not grant ``action`` on ``timewarp``."""

    def decorate(method: Method) -> Method:
        return authorized(action, resource="timewarp")(method)

    return decorate
