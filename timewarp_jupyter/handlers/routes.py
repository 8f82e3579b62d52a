"""The table of routes. ``tests/integration/routes.txt`` says who gets what at each of them."""

from __future__ import annotations

from typing import Any

from jupyter_server.utils import url_path_join

from .activity import ActivityHandler
from .archive import CopyHandler, ExportHandler, ImportHandler
from .base import UnknownRoute
from .documents import DocumentHandler, DocumentsHandler, SaveHandler
from .events import EventsHandler
from .history import AuthorsHandler, DiffHandler, RestoreHandler, RevisionHandler, RevisionsHandler
from .invitations import InvitationHandler, InvitationsHandler, TokenHandler
from .join import JoinHandler
from .lookup import LookupHandler
from .members import MemberHandler, MembersHandler
from .messages import MessageHandler, MessagesHandler, ReadHandler
from .openapi import OpenApiHandler
from .others import OthersHandler
from .presence import PresenceHandler
from .rooms import RoomHandler, RoomsHandler
from .root import MeHandler, RootHandler
from .sync import SyncHandler

_API = "api/timewarp"
_PART = "([^/]+)"
_ROOM = f"{_API}/rooms/{_PART}"
_DOCUMENT = f"{_ROOM}/documents/{_PART}"

ROUTES: tuple[tuple[str, type[Any]], ...] = (
    (_API, RootHandler),
    (f"{_API}/me", MeHandler),
    (f"{_API}/me/others", OthersHandler),
    (f"{_API}/lookup", LookupHandler),
    (f"{_API}/openapi.json", OpenApiHandler),
    (f"{_API}/invitations/{_PART}", TokenHandler),
    (f"{_API}/rooms", RoomsHandler),
    (f"{_API}/rooms/import", ImportHandler),
    (_ROOM, RoomHandler),
    (f"{_ROOM}/export", ExportHandler),
    (f"{_ROOM}/copy", CopyHandler),
    (f"{_ROOM}/members", MembersHandler),
    (f"{_ROOM}/members/{_PART}", MemberHandler),
    (f"{_ROOM}/invitations", InvitationsHandler),
    (f"{_ROOM}/invitations/{_PART}", InvitationHandler),
    (f"{_ROOM}/messages", MessagesHandler),
    (f"{_ROOM}/messages/{_PART}", MessageHandler),
    (f"{_ROOM}/read", ReadHandler),
    (f"{_ROOM}/activity", ActivityHandler),
    (f"{_ROOM}/presence", PresenceHandler),
    (f"{_ROOM}/events", EventsHandler),
    (f"{_ROOM}/documents", DocumentsHandler),
    (_DOCUMENT, DocumentHandler),
    (f"{_DOCUMENT}/save", SaveHandler),
    (f"{_DOCUMENT}/revisions", RevisionsHandler),
    (f"{_DOCUMENT}/revisions/{_PART}", RevisionHandler),
    (f"{_DOCUMENT}/diff", DiffHandler),
    (f"{_DOCUMENT}/authors", AuthorsHandler),
    (f"{_DOCUMENT}/restore", RestoreHandler),
    (f"{_DOCUMENT}/sync", SyncHandler),
    (f"timewarp/join/{_PART}", JoinHandler),
    (f"{_API}/.*", UnknownRoute),
    ("timewarp/join(?:/.*)?", UnknownRoute),
)


def handlers(base_url: str) -> list[tuple[str, type[Any]]]:
    """All rules of the HTTP interface below the server's base URL."""
    return [(url_path_join(base_url, path), handler) for path, handler in ROUTES]
