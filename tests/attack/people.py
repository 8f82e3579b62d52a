"""Who asks at a server that is attacked: ``X-User`` is a token, the cookie ``user`` a browser's."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User


class NamedByHeader(IdentityProvider):
    """As many users as a test needs."""

    def get_user(self, handler: Any) -> User | None:
        """The user, or None."""
        named = handler.request.headers.get("X-User")
        username = named or handler.get_cookie("user")
        # Only requests with a token are free from the XSRF check.
        handler._token_authenticated = bool(named)
        return User(username) if username else None
