"""How one signs in, for the OpenAPI description: Jupyter's own ways, which an operator may replace."""

from __future__ import annotations

from typing import Any

SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`token <the server's token>`. On a hub, a token of the user.",
    },
    "tokenInAddress": {"type": "apiKey", "in": "query", "name": "token"},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "username",
        "description": "The cookie of Jupyter's login. Its name is `username-` with the address and port of "
        "the server, or what the operator or the hub has set.",
    },
    "xsrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-XSRFToken",
        "description": "The value of the cookie `_xsrf`: needed with the cookie to change things.",
    },
}

_READS = frozenset(("get",))


def requirements(method: str) -> list[dict[str, list[Any]]]:
    """What a method needs: one of these, each of them whole."""
    cookie: dict[str, list[Any]] = {"cookie": []} if method in _READS else {"cookie": [], "xsrf": []}
    return [{"token": []}, {"tokenInAddress": []}, cookie]
