"""``GET /timewarp/join/{token}``: from a link in a message into the room's first program."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join

from ..errors import Conflict, Forbidden, TimeWarpError
from ..rooms.colors import free_color
from ..rooms.invitations import Offer, check_usable
from ..rooms.room import Room
from ..services import Services
from .allow import allow
from .base import error_of, wait_until_open
from .body import Fields, text
from .join_page import NEW, POLICY, Form, Shared, invitation_page, problem_page
from .operation import FORM, NOTHING, Content, operation
from .others import MOST, can_be_several, cookie_options, first_of, one_more, others_of

_LOOK = Fields({"display_name": text(200), "color": text(20)})
_FORM = Fields({**_LOOK.fields, "person": text(64)})
TAB_COOKIE = "timewarp-tab-person"
"""Tells the tab that is led on who uses it: a user name, or nothing for the browser's first person. It
is no permission, and for the page to take away; an address with it could be sent to somebody."""
_TAB_COOKIE_SECONDS = 60


def program_url(base_url: str, room: Room, username: str, path: str | None) -> str:
    """JupyterLab on a program of a room, in a workspace of its own per room and person."""
    workspace = quote(f"tw-{room.row.slug}-{username}", safe="")
    file = "/".join(part for part in (room.row.folder, path) if part)
    return url_path_join(base_url, "lab/workspaces", workspace, "tree", quote(file))


async def first_program(room: Room) -> str | None:
    """The path of the first program of a room, None while there is none."""
    async with room.use() as library:
        listing = await library.listing()
    return min((entry.path for entry in listing if entry.kind == "document"), default=None)


def _is_usable(offer: Offer) -> bool:
    try:
        check_usable(offer.row)
    except Conflict:
        return False  # those who are in the room already need it no longer
    return True


class JoinHandler(JupyterHandler):
    """The page behind an invitation link; the token is the permission."""

    auth_resource = "timewarp"

    @property
    def content_security_policy(self) -> str:
        """No scripts, no frames of others, nothing from elsewhere."""
        return POLICY

    @property
    def services(self) -> Services:
        """The parts of the running server."""
        services: Services = self.settings["timewarp"]
        return services

    async def prepare(self, **options: Any) -> None:
        """Find out who asks; somebody who is not signed in comes back here after the login."""
        await super().prepare(**options)
        if self.current_user is not None:
            await wait_until_open(self.services)
            self.services.registry.note(self.current_user)
            self.set_header("Cache-Control", "no-store")

    @allow("read")
    @operation({200: (Content("text/html"),), 302: NOTHING}, refuses=(409,))
    async def get(self, token: str) -> None:
        """Show what the link opens; a member goes straight on."""
        offer = await self.services.invitations.look(token)
        if offer.is_held_by(self.username) and not others_of(self):
            await self._go(offer.room, self.current_user)
            return
        if not any(offer.is_held_by(user.username) for user in self._people()):
            check_usable(offer.row)
        self.finish(invitation_page(self._form(offer)))

    @allow("write")
    @operation({302: NOTHING}, body=_FORM, media=FORM, refuses=(409,))
    async def post(self, token: str) -> None:
        """Join, with the name and colour of the form, and go to the first program."""
        offer = await self.services.invitations.look(token)
        person = self.get_body_argument("person", "")
        if person == NEW or not offer.is_held_by(person or self.username):
            check_usable(offer.row)
        user = self._chosen(person)
        await self._take_look(user)
        room, _ = await self.services.invitations.accept(token, user.username)
        await self._go(room, user)

    @property
    def username(self) -> str:
        """The user name of who asks."""
        return str(self.current_user.username)

    def _people(self) -> list[User]:
        """Those who use this browser; who asks, where people have accounts."""
        return [first_of(self), *others_of(self)] if can_be_several(self) else [self.current_user]

    def _chosen(self, person: str) -> User:
        """Who goes in. Raises ``Forbidden`` for whom this browser does not know."""
        if person == NEW:
            user = one_more(self)
        elif not person:
            user = self.current_user
        else:
            known = {each.username: each for each in self._people()}
            if person not in known:
                raise Forbidden("This browser does not know this person any longer.")
            user = known[person]
        self.services.registry.note(user)
        return user

    def _shared(self, offer: Offer, used: set[str]) -> Shared | None:
        """The people of the browser; somebody who has never been here is asked for a name instead."""
        if not can_be_several(self):
            return None
        people, users, still = self.services.people, self._people(), _is_usable(offer)
        known = [
            (user.username, people.name(user.username))
            for user in users
            if people.has_chosen(user.username) and (still or offer.is_held_by(user.username))
        ]
        return Shared(known, still and len(users) <= MOST, free_color(people.color(self.username), used))

    def _form(self, offer: Offer) -> Form:
        people, username, room = self.services.people, self.username, offer.room
        asks = not people.has_chosen(username)
        # Offered, not given: it is theirs when they come in with it.
        used = {room.identity(member).color for member in room.members}
        return Form(
            room=room.row.name,
            role=offer.row.role,
            invited_by=room.inviter_name(offer.row.created_by),
            display_name=people.name(username),
            name_fixed=people.is_fixed(username),
            color=free_color(people.color(username), used) if asks else people.color(username),
            asks_person=asks,
            xsrf=self.xsrf_token.decode("ascii"),
            shared=self._shared(offer, used),
        )

    async def _take_look(self, user: User) -> None:
        values = {
            name: field(name, value)
            for name, field in _LOOK.fields.items()
            if (value := self.get_body_argument(name, None)) is not None
        }
        if values:
            await self.services.people.change(user, **values)
            self.services.registry.recheck(user.username)

    async def _go(self, room: Room, user: User) -> None:
        program = await first_program(room)
        if can_be_several(self):
            value = "" if user.username == first_of(self).username else user.username
            options = {**cookie_options(self), "max_age": _TAB_COOKIE_SECONDS, "samesite": "Lax"}
            self.set_cookie(TAB_COOKIE, value, **options)
        self.redirect(program_url(self.base_url, room, user.username, program))

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Give our errors their own status."""
        exception = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(exception, TimeWarpError):
            status_code = exception.status
        super().send_error(status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in words what is wrong with the link."""
        exception = (kwargs.get("exc_info") or (None, None))[1]
        error = error_of(status_code, exception)
        heading = "This link does not work" if status_code < 500 else "That did not work"
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(
            problem_page(heading, error.message, url_path_join(self.base_url, "lab"), error.error_code)
        )

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """A link that has expired is no fault of the server."""
        if not isinstance(value, TimeWarpError) or value.status >= 500:
            super().log_exception(typ, value, tb)
