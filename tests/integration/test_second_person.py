"""Two people in one browser on a server that lets people in by one token."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from typing import Any

import pytest
from conftest import Answer, School
from jupyter_server.auth.identity import PasswordIdentityProvider
from traitlets.config import Config

TOKEN = "let-me-in"
HEADER = "X-Timewarp-Person"
OTHERS = "api/timewarp/me/others"
ROOMS = "api/timewarp/rooms"


@pytest.fixture
def jp_server_config(jp_server_config: Config) -> Config:
    """A server with one shared token, as ``jupyter lab`` is."""
    jp_server_config.ServerApp.identity_provider_class = PasswordIdentityProvider
    jp_server_config.IdentityProvider.token = TOKEN
    return jp_server_config


class Browser:
    """Cookies of a browser; each call is one of a tab, which says who uses it."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.cookies: dict[str, str] = {}

    async def call(self, method: str, path: str, body: Any = None, person: str = "", **query: Any) -> Answer:
        """Ask with the cookies, and keep what is set."""

        headers = {"Authorization": f"token {TOKEN}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if person:
            headers[HEADER] = person
        text = None if body is None else json.dumps(body)
        answer = await self.school.raw(None, method, path, text, headers=headers, **query)
        for line in answer.headers.get_list("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.coded_value
        return answer

    async def ok(self, *call: Any, **more: Any) -> Any:
        """Ask, and fail unless it is done."""
        answer = await self.call(*call, **more)
        assert 200 <= answer.status < 300, answer.text
        return answer.json if answer.body else None

    async def someone_else(self) -> str:
        """One more person; the user name."""
        return str((await self.ok("POST", OTHERS))["username"])

    async def who(self, person: str = "", **query: Any) -> str:
        """Who the server says that a tab is."""
        return str((await self.ok("GET", "api/timewarp/me", person=person, **query))["username"])


@pytest.fixture
def browser(school: School) -> Browser:
    """A browser that nobody has used."""
    return Browser(school)


async def test_a_tab_is_whom_it_says(browser: Browser):
    first = await browser.who()
    second = await browser.someone_else()
    assert second != first
    assert [await browser.who(), await browser.who(second), await browser.who(timewarp_person=second)] == [
        first,
        second,
        second,
    ]
    assert (await browser.ok("GET", "api/me", person=second))["identity"]["username"] == second


async def test_the_people_of_a_browser_are_listed_by_their_names(browser: Browser):
    await browser.who()
    second = await browser.someone_else()
    await browser.ok("PATCH", "api/timewarp/me", {"display_name": "Bo"}, person=second)
    for person in ("", second):
        listed = (await browser.ok("GET", OTHERS, person=person))["items"]
        assert [(each["username"], each["display_name"]) for each in listed] == [(second, "Bo")]


async def test_roles_are_those_of_the_person_at_every_door(browser: Browser):
    room = await browser.ok("POST", ROOMS, {"name": "Mine", "visibility": "invite"})
    document = await browser.ok(
        "POST", f"{ROOMS}/{room['id']}/documents", {"path": "a.bas", "content": "10 END\n"}
    )
    second = await browser.someone_else()
    path = f"{ROOMS}/{room['id']}"
    assert (await browser.call("GET", path, person=second)).status == 404
    file = "api/contents/mine/a.bas"
    assert (await browser.call("GET", file, person=second)).status in (403, 404)
    await browser.ok("PUT", f"{path}/members/{second}", {"role": "viewer"})
    assert (await browser.ok("GET", path, person=second))["role"] == "viewer"
    saving = {"type": "file", "format": "text", "content": "20 END\n"}
    assert (await browser.call("PUT", file, saving, person=second)).status == 403
    assert (await browser.call("DELETE", f"{path}/documents/{document['id']}", person=second)).status == 403
    assert (await browser.call("PATCH", path, {"locked": True}, person=second)).status == 403
    await browser.ok("PUT", file, saving)
    said = {"body": "Hello", "client_id": "1"}
    assert (await browser.ok("POST", f"{path}/messages", said, person=second))["author"] == second


@pytest.mark.parametrize("person", ["0" * 32, "x", "../..", "%00", "é" * 40])
async def test_nobody_is_somebody_who_is_not_in_the_browser(browser: Browser, person: str):
    """And never by mistake the first person: what somebody else writes would be theirs."""
    await browser.who()
    answer = await browser.call("GET", "api/timewarp/me", timewarp_person=person)
    assert (answer.status, answer.code) == (403, "forbidden")


async def test_a_person_is_of_no_use_in_another_browser(browser: Browser, school: School):
    await browser.who()
    second = await browser.someone_else()
    thief = Browser(school)
    await thief.who()
    thief.cookies |= {name: value for name, value in browser.cookies.items() if second in name}
    assert (await thief.call("GET", "api/timewarp/me", person=second)).status == 403
    assert (await thief.ok("GET", OTHERS))["items"] == []


async def test_a_cookie_that_nobody_signed_is_nobody(browser: Browser):
    await browser.who()
    second = await browser.someone_else()
    name = next(name for name in browser.cookies if second in name)
    browser.cookies[name.replace(second, "0" * 32)] = browser.cookies[name]  # signed for another name
    assert (await browser.call("GET", "api/timewarp/me", person="0" * 32)).status == 403
    browser.cookies[name] = browser.cookies[name][:-3] + "abc"
    assert (await browser.call("GET", "api/timewarp/me", person=second)).status == 403


async def test_a_browser_holds_a_few_people(browser: Browser):
    await browser.who()
    people = {await browser.someone_else() for _ in range(4)}
    answer = await browser.call("POST", OTHERS)
    assert (answer.status, answer.code) == (409, "too_many_people")
    assert len(people) == len((await browser.ok("GET", OTHERS))["items"]) == 4
