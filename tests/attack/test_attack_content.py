"""What people write is never carried out: not in a page, not in a spreadsheet, not as a path."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest

from timewarp_jupyter.handlers.routes import ROUTES

from .target import Answer, Target

SCRIPT = "<script>alert(1)</script>"
EVIL = [
    SCRIPT,
    "\"><img src=x onerror='alert(1)'>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "</title><svg/onload=alert(1)>",
]


@pytest.fixture(scope="module")
def room(target: Target) -> Any:
    """A room where everything that can have a name has an evil one."""
    made = target.room(name=f"Club {SCRIPT}")
    at = f"api/timewarp/rooms/{made['id']}"
    made["invitation"] = target.ok("olga", "POST", f"{at}/invitations", {"role": "viewer"})
    made["token"] = made["invitation"]["url"].rsplit("/", 1)[1]
    target.ok("olga", "PUT", f"{at}/members/mallory", {"role": "editor"})
    made["message"] = target.ok("mallory", "POST", f"{at}/messages", {"body": SCRIPT, "client_id": "x"})
    return made


def address(room: Any, route: str) -> str:
    """A route of the table in a room."""
    parts = route.replace("(?:/.*)?", "/no/such").split("/")
    names = {
        "rooms": room["id"], "documents": room["document"]["id"], "messages": room["message"]["id"],
        "members": "viv", "revisions": "1", "join": room["token"],
    }  # fmt: skip
    for at, part in enumerate(parts):
        if part == "([^/]+)":
            inside = parts[at - 1] == "invitations"
            value = room["invitation"]["id"] if "rooms" in parts else room["token"]
            parts[at] = value if inside else names[parts[at - 1]]
    return "/".join(parts).replace(".*", SCRIPT.replace("/", ""))


def check_harmless(answer: Answer, where: str) -> None:
    """No browser takes an answer for a page that it may carry out anything of."""
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff", where
    policy = headers["Content-Security-Policy"]
    assert policy, where
    kind = (headers["Content-Type"] or "").partition(";")[0]
    assert kind in ("application/json", "text/csv", "application/zip", "text/html", ""), where
    if kind == "text/html":
        assert "default-src 'none'" in policy and "script-src" not in policy, where
        assert "frame-ancestors 'self'" in policy and "base-uri 'none'" in policy, where
        assert b"<script" not in answer.body and b"<img" not in answer.body and b"<svg" not in answer.body


PLAIN = [route for route, handler in ROUTES if not route.endswith(("/sync", "/events"))]


@pytest.mark.parametrize("route", PLAIN)
@pytest.mark.parametrize("user", ["olga", "sam", None])
def test_every_answer_has_its_policy(target: Target, room: Any, route: str, user: str | None) -> None:
    for method in ("GET", "POST", "PUT"):
        answer = target.call(user, method, quote(address(room, route)), None if method == "GET" else {})
        check_harmless(answer, f"{method} {route}: {answer.status}")


@pytest.mark.parametrize("evil", EVIL)
def test_the_page_of_an_invitation_shows_words_only(target: Target, evil: str) -> None:
    room = target.room(name=evil, visibility="invite")
    made = target.ok("olga", "POST", f"api/timewarp/rooms/{room['id']}/invitations", {"role": "editor"})
    token = made["url"].rsplit("/", 1)[1]
    for user, path in (("sam", token), (evil, token), ("sam", quote(evil, safe="")), ("sam", "0" * 43)):
        answer = target.call(user.encode("ascii", "ignore").decode(), "GET", f"timewarp/join/{path}")
        assert answer.headers["Content-Type"].startswith("text/html"), answer.body
        check_harmless(answer, path)
        assert evil.encode() not in answer.body or "<" not in evil


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(target: Target, formula: str) -> None:
    room = target.room()
    at = f"api/timewarp/rooms/{room['id']}"
    target.ok("olga", "PUT", f"{at}/members/{quote(formula, safe='')}", {"role": "editor"})
    maker = formula if formula.isascii() else "olga"  # headers are Latin-1
    target.ok(maker, "POST", f"{at}/documents", {"path": f"{formula.replace('/', '')}.bas"})
    answer = target.call("olga", "GET", f"{at}/activity?format=csv")
    rows = list(csv.reader(io.StringIO(answer.body.decode())))
    assert len(rows) > 2
    assert any(formula.replace("/", "") in cell for row in rows for cell in row)
    for row in rows:
        assert not [cell for cell in row if cell.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n"))]
    assert answer.headers["Content-Disposition"].startswith("attachment;")


PATHS = [
    "../out.bas", "/etc/out.bas", "a/../../out.bas", "..\\out.bas", "a\\..\\..\\out.bas", "\0out.bas",
    "./.././out.bas", "%2e%2e/out.bas", ".hidden/out.bas", ".timewarp/out.bas", "a/.git/out.bas",
    "", ".", "..", "a//b", "C:\\out.bas", "x" * 5000, "link/out.bas", "link/../out.bas", "dangling.bas",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_no_path_leads_out_of_a_room(target: Target, path: str) -> None:
    room = target.room()
    member = f"api/timewarp/rooms/{room['id']}/members/mallory"
    target.ok("olga", "PUT", member, {"role": "editor"})
    folder = target.server.root / room["folder"]
    outside = target.server.home / f"outside{target.rooms}"
    outside.mkdir()
    (outside / "secret.bas").write_text("SECRET\n")
    (folder / "link").symlink_to(outside)
    (folder / "dangling.bas").symlink_to(outside / "made.bas")
    (folder / "leak.bas").symlink_to(outside / "secret.bas")
    before = sorted(str(each) for each in target.server.root.parent.rglob("out.bas"))
    at = f"api/timewarp/rooms/{room['id']}/documents"
    answer = target.call("mallory", "POST", at, {"path": path, "content": "X"})
    assert answer.status in (400, 403, 404, 409), answer.body
    moved = target.call("mallory", "PATCH", f"{at}/{room['document']['id']}", {"path": path})
    assert moved.status in (400, 403, 404, 409), moved.body
    target.ok("mallory", "GET", at)
    assert sorted(each.name for each in outside.iterdir()) == ["secret.bas"]
    assert (outside / "secret.bas").read_text() == "SECRET\n"
    inside = [str(each) for each in folder.rglob("out.bas")]
    assert sorted(str(each) for each in target.server.root.parent.rglob("out.bas")) == sorted(before + inside)
    for name in ("link/secret.bas", "leak.bas"):
        looked = target.call(
            "mallory", "GET", f"api/timewarp/lookup?path={quote(room['folder'] + '/' + name)}"
        )
        assert b"SECRET" not in looked.body
        made = target.call("mallory", "POST", at, {"path": name})
        assert made.status >= 400 and b"SECRET" not in made.body


@pytest.mark.parametrize(
    "folder", ["..", "../x", "a/../..", "a\\..\\..", "\0", ".timewarp", ".timewarp/x", ".ssh", "out"]
)
def test_no_room_lies_outside_the_workspace(target: Target, folder: str) -> None:
    link = target.server.root / "out"
    if not link.is_symlink():
        link.symlink_to(target.server.home)
    answer = target.call("mallory", "POST", "api/timewarp/rooms", {"name": "Out", "folder": folder})
    assert answer.status == 400, answer.body


def test_no_name_breaks_a_header(target: Target) -> None:
    for name in ("a\r\nSet-Cookie: x=1", 'a"; filename="b', "ä😀\u2028"):
        answer = target.call("olga", "POST", "api/timewarp/rooms", {"name": name})
        if answer.status != 201:
            assert answer.status == 400
            continue
        exported = target.call("olga", "GET", f"api/timewarp/rooms/{answer.json['id']}/activity?format=json")
        assert exported.status == 200 and exported.headers["Set-Cookie"] is None
        assert '"' not in exported.headers["Content-Disposition"]
        json.loads(exported.body)
