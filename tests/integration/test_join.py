"""The page that an invitation link opens."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from conftest import ANON, BASE, School

from timewarp_jupyter.rooms.colors import PALETTE, color_for, free_color

EVIL = '<script>alert("1")</script>'


class Page(HTMLParser):
    """What is on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inputs: dict[str, dict[str, Any]] = {}
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        values = dict(attrs)
        if tag == "input" and ("checked" in values or values.get("type") != "radio"):
            self.inputs[values["name"]] = values

    def handle_data(self, data):
        self.text += data


async def invite(school: School, room, **fields) -> str:
    path = f"api/timewarp/rooms/{room['id']}/invitations"
    made = await school.ok("olga", "POST", path, {"role": "editor", **fields})
    return "timewarp/join/" + made["url"].rsplit("/", 1)[1]


async def visit(school: School, path: str, user: str = ANON):
    """Open a page as a browser does: with a cookie, and with the XSRF cookie it is given."""
    answer = await school.raw(None, "GET", path, headers={"Cookie": f"user={user}"})
    cookies = [value.split(";")[0] for value in answer.headers.get_list("Set-Cookie")]
    return answer, "; ".join([f"user={user}", *(c for c in cookies if c.startswith("_xsrf"))])


async def submit(school: School, path: str, cookies: str, fields: dict[str, str]):
    """Send the form."""
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    return await school.raw(None, "POST", path, urlencode(fields), headers=headers)


async def test_a_visitor_takes_a_name_and_lands_in_the_first_program(school: School):
    room = await school.full_room("Τάξη μας")
    await school.make_document(room, "a b.bas")
    path = await invite(school, room, max_uses=1)
    answer, cookies = await visit(school, path)
    page = Page(answer.text)
    assert answer.status == 200
    assert "Τάξη μας" in page.text and "olga invites you" in page.text and "editor" in page.text
    assert page.inputs["color"]["value"] in PALETTE
    fields = {name: values["value"] or "" for name, values in page.inputs.items()}
    joined = await submit(school, path, cookies, {**fields, "display_name": "Ana", "color": PALETTE[6]})
    assert joined.status == 302, joined.text
    target = joined.headers["Location"]
    assert unquote(target) == unquote(BASE) + f"lab/workspaces/tw-τάξη-μας-{ANON}/tree/τάξη-μας/a b.bas"
    assert re.fullmatch(r"[!-~]+", target)
    members = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    ana = members["items"][-1]
    assert (ana["username"], ana["display_name"], ana["color"]) == (ANON, "Ana", PALETTE[6])
    assert ana["role"] == "editor"
    again, _ = await visit(school, path)
    assert (again.status, again.headers["Location"]) == (302, target)


async def test_the_page_is_locked_down_and_escapes(school: School):
    room = await school.full_room(EVIL, folder="evil")
    path = await invite(school, room)
    await school.raw(ANON, "GET", "api/timewarp/me", headers={"X-Name": EVIL})
    answer, _ = await visit(school, path)
    page = Page(answer.text)
    assert EVIL in page.text
    assert "script" not in page.tags and "style" not in page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "form-action 'self'" in policy and "base-uri 'none'" in policy
    assert 'name="viewport"' in answer.text and "prefers-color-scheme" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_form_from_elsewhere_is_refused(school: School):
    room = await school.full_room()
    path = await invite(school, room)
    refused = await submit(school, path, f"user={ANON}", {"display_name": "Ana"})
    assert refused.status == 403
    members = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    assert ANON not in [item["username"] for item in members["items"]]


async def test_a_name_given_by_the_server_is_not_asked(school: School):
    room = await school.full_room()
    path = await invite(school, room)
    answer, cookies = await visit(school, path, "student1")
    page = Page(answer.text)
    assert "display_name" not in page.inputs and "You join as student1" in page.text
    fields = {name: values["value"] or "" for name, values in page.inputs.items()}
    assert (await submit(school, path, cookies, fields)).status == 302
    second, _ = await visit(school, await invite(school, room, role="owner"), "student1")
    assert "color" not in Page(second.text).inputs


async def test_a_colour_that_nobody_has_yet_is_offered(school: School):
    room = await school.full_room()
    own = color_for(ANON)
    await school.ok("olga", "PATCH", "api/timewarp/me", {"color": own})
    answer, _ = await visit(school, await invite(school, room))
    fields = {name: values["value"] or "" for name, values in Page(answer.text).inputs.items()}
    listed = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    assert fields["color"] in set(PALETTE) - {each["color"] for each in listed["items"]}
    assert free_color(own, PALETTE) == own


async def test_a_room_without_programs_opens_its_folder(school: School):
    room = await school.make_room("Empty")
    path = await invite(school, room)
    _, cookies = await visit(school, path)
    xsrf = cookies.split("_xsrf=")[1]
    page, _ = await visit(school, path)
    fields = {name: values["value"] or "" for name, values in Page(page.text).inputs.items()}
    joined = await submit(school, path, f"user={ANON}; _xsrf={xsrf}", {**fields, "_xsrf": xsrf})
    assert joined.headers["Location"].endswith("/tree/empty")


@pytest.mark.parametrize("state", ["wrong", "used", "revoked", "deleted"])
async def test_links_that_do_not_work_say_so(school: School, state: str):
    room = await school.full_room()
    path = await invite(school, room, max_uses=1)
    token = path.rsplit("/", 1)[1]
    if state == "wrong":
        path = "timewarp/join/nothing"
    elif state == "used":
        await school.ok("sam", "POST", f"api/timewarp/invitations/{token}")
    elif state == "revoked":
        listing = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/invitations")
        one = listing["items"][0]["id"]
        await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/invitations/{one}")
    else:
        await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}")
    answer, _ = await visit(school, path)
    assert answer.status == {"wrong": 404, "deleted": 404}.get(state, 409)
    page = Page(answer.text)
    assert "This link does not work" in page.text and "Maze" not in answer.text
    assert "no such invitation" in page.text or state in page.text


async def test_who_is_not_signed_in_comes_back_after_the_login(school: School):
    room = await school.full_room()
    path = await invite(school, room)
    answer = await school.raw(None, "GET", path)
    assert answer.status == 302
    assert unquote(unquote(answer.headers["Location"])).endswith("login?next=" + unquote(BASE) + path)


@pytest.mark.parametrize("lead", ["", "login?next=%2F"])
async def test_nobody_gets_in_by_reading_the_log(school: School, caplog, lead: str):
    caplog.set_level("DEBUG")
    path = await invite(school, await school.full_room("Club"))
    token = path.rsplit("/", 1)[1]
    await visit(school, lead + (quote(path, safe="") if lead else path))
    await school.raw(None, "GET", path)  # to the login
    await school.raw(None, "POST", path, "", headers={"Cookie": f"user={ANON}"})  # without the XSRF cookie
    await school.call("olga", "POST", f"api/timewarp/invitations/{token}")
    told = [record.getMessage() for record in caplog.records]
    assert any("timewarp/join/[secret]" in line for line in told)
    assert token not in "\n".join(told)
