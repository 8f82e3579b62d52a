"""Several people in one browser.

Where one token lets everybody in, a person is a browser, and two pupils may share it.

Each further person is a login cookie of its own, made and signed like Jupyter's. A tab says with each request
which of them uses it; the browser's first person does where it says nothing. So nothing that a page can read
or change makes anybody somebody: it chooses among the people of this browser. This acts at the identity
provider, so every door of the server sees the same person, Jupyter's own as well.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from ..errors import Conflict, Forbidden
from ..models import other_record
from ..records import Other
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .operation import operation

HEADER = "X-Timewarp-Person"
ARGUMENT = "timewarp_person"
"""For sockets and downloads, to which a page cannot give headers."""
MOST = 4
"""Further people in one browser."""

_OWN = (IdentityProvider, PasswordIdentityProvider)
_ID = re.compile(r"[0-9a-f]{32}")


def install(provider: IdentityProvider) -> None:
    """Let tabs choose among the people of their browser, where Jupyter's own provider names them.

    Where a hub or another provider knows who people are, nobody is somebody else.
    """
    if type(provider) not in _OWN:
        return
    ask = provider.get_user

    async def get_user(handler: JupyterHandler) -> User | None:
        asked: Any = ask(handler)
        user: User | None = await asked if inspect.isawaitable(asked) else asked
        return user if user is None else _chosen(provider, handler, user)

    provider.get_user = get_user  # type: ignore[assignment]
    provider.timewarp_others = True  # type: ignore[attr-defined]


def _chosen(provider: IdentityProvider, handler: JupyterHandler, first: User) -> User:
    """Whom the request's tab has chosen. Raises ``HTTPError`` 403: never the first person by mistake."""
    # Asked again, the provider gives whom the handler has found before.
    first = handler.__dict__.setdefault("_timewarp_first", first)
    given = handler.request.headers.get(HEADER) or handler.get_query_argument(ARGUMENT, "")
    if not given:
        return first
    user = _read(provider, handler, given, first) if _ID.fullmatch(given) else None
    if user is None:
        raise HTTPError(403, "This browser does not know this person any longer.")
    return user


def _cookie_name(provider: IdentityProvider, handler: JupyterHandler, person: str) -> str:
    return f"{provider.get_cookie_name(handler)}-{person}"


def _read(provider: IdentityProvider, handler: JupyterHandler, person: str, first: User) -> User | None:
    """A further person of this browser; a cookie that was taken to another one is of no use there."""
    name = _cookie_name(provider, handler, person)
    signed = handler.get_secure_cookie(name, **provider.get_secure_cookie_kwargs)
    if not signed:
        return None
    held = json.loads(signed)
    return provider.user_from_cookie(held["user"]) if held["first"] == first.username else None


def can_be_several(handler: JupyterHandler) -> bool:
    """Whether a browser may hold several people: not where they have accounts."""
    return hasattr(handler.identity_provider, "timewarp_others")


def first_of(handler: JupyterHandler) -> User:
    """The first person of the browser, once it is known who asks."""
    first: User = handler._timewarp_first  # type: ignore[attr-defined]
    return first


def others_of(handler: JupyterHandler) -> list[User]:
    """The further people of the browser; none where people have accounts."""
    if not can_be_several(handler):
        return []
    start = _cookie_name(handler.identity_provider, handler, "")
    persons = [name.removeprefix(start) for name in handler.request.cookies if name.startswith(start)]
    found = (
        _read(handler.identity_provider, handler, person, first_of(handler))
        for person in persons
        if _ID.fullmatch(person)
    )
    return [user for user in found if user is not None]


def one_more(handler: JupyterHandler) -> User:
    """Another person of the browser, kept by a cookie. Raises ``Forbidden``, ``Conflict``."""
    if not can_be_several(handler):
        raise Forbidden("This server knows who you are.", code="name_fixed")
    if len(others_of(handler)) >= MOST:
        raise Conflict("There are too many people in this browser. Be one of them.", code="too_many_people")
    provider = handler.identity_provider
    user = provider.generate_anonymous_user(handler)
    held = {"first": first_of(handler).username, "user": provider.user_to_cookie(user)}
    options: dict[str, Any] = {"httponly": True, **cookie_options(handler), **provider.cookie_options}
    handler.set_secure_cookie(_cookie_name(provider, handler, user.username), json.dumps(held), **options)
    return user


def cookie_options(handler: JupyterHandler) -> dict[str, Any]:
    """Of this server only, and only by TLS where it is there or wanted."""
    secure = handler.identity_provider.secure_cookie
    is_secure = secure or (secure is None and handler.request.protocol == "https")
    return {"path": handler.base_url, **({"secure": True} if is_secure else {})}


class OthersHandler(TimeWarpHandler):
    """The further people of the caller's browser."""

    @allow("read")
    @operation({200: Listing(Other)})
    async def get(self) -> None:
        """All of them; none where people have accounts."""
        self.answer({"items": [self._record(user) for user in others_of(self)], "next": None})

    @allow("write")
    @operation({201: Other}, refuses=(409,))
    async def post(self) -> None:
        """One more. A tab is this person when it gives the ``username`` as ``X-Timewarp-Person``."""
        user = one_more(self)
        self.services.people.note(user)
        self.answer(self._record(user), 201)

    def _record(self, user: User) -> Other:
        people = self.services.people
        if not people.has_chosen(user.username):
            people.note(user)
        return other_record(people.identity(user.username))
