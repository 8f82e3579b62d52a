"""The page of an invitation in a browser that several pupils use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import School
from test_join import Page
from test_second_person import ROOMS, Browser, jp_server_config  # noqa: F401  (a fixture)

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.handlers.join import TAB_COOKIE
from timewarp_jupyter.handlers.join_page import NEW

TEACHER = "Olga"


@pytest.fixture
def browser(school: School) -> Browser:
    """A browser that nobody has used."""
    return Browser(school)


async def invited(school: School, **fields: Any) -> str:
    """The address of an invitation into a room of somebody in another browser."""
    teacher = Browser(school)
    await teacher.ok("PATCH", "api/timewarp/me", {"display_name": TEACHER})
    room = await teacher.ok("POST", ROOMS, {"name": "Maze", "visibility": "invite"})
    made = await teacher.ok("POST", f"{ROOMS}/{room['id']}/invitations", {"role": "editor", **fields})
    return "timewarp/join/" + str(made["url"]).rsplit("/", 1)[1]


async def named(browser: Browser, name: str, person: str = "") -> str:
    """Somebody of the browser takes a name; the user name."""
    me = await browser.ok("PATCH", "api/timewarp/me", {"display_name": name}, person=person)
    return str(me["username"])


async def submitted(browser: Browser, path: str, **fields: str) -> Any:
    """Send one of the forms."""
    headers = {
        "Authorization": "token let-me-in",
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return await browser.school.raw(None, "POST", path, urlencode(fields), headers=headers)


def tab_of(answer: Any) -> str | None:
    """Who the tab is to be that is led on."""
    for line in answer.headers.get_list("Set-Cookie"):
        if line.startswith(f"{TAB_COOKIE}="):
            assert "Max-Age=60" in line and "SameSite=Lax" in line
            return str(line.split(";")[0].removeprefix(f"{TAB_COOKIE}=").strip('"'))
    return None


async def rooms_of(browser: Browser, person: str = "") -> list[str]:
    """The names of the rooms of somebody."""
    listed = await browser.ok("GET", ROOMS, person=person)
    return [str(room["name"]) for room in listed["items"] if room["role"]]


async def test_all_people_of_the_browser_are_offered(school: School, browser: Browser):
    path = await invited(school)
    ana = await named(browser, "Ana <b>")
    bo = await named(browser, "Bo", await browser.someone_else())
    page = await browser.call("GET", path)
    text = Page(page.text).text
    assert "Go in as Ana <b>" in text and "Go in as Bo" in text and "I am somebody else" in text
    assert "<b>" not in page.text
    answer = await submitted(browser, path, person=bo)
    assert (answer.status, tab_of(answer)) == (302, bo)
    assert bo in answer.headers["Location"] and ana not in answer.headers["Location"]
    assert (await rooms_of(browser, bo), await rooms_of(browser)) == (["Maze"], [])
    # Whoever is inside is asked again: the other one may sit there now.
    again = await submitted(browser, path, person=ana)
    assert (again.status, tab_of(again)) == (302, "")
    assert await rooms_of(browser) == ["Maze"]


async def test_somebody_else_is_one_more_person(school: School, browser: Browser):
    path = await invited(school)
    ana = await named(browser, "Ana")
    answer = await submitted(browser, path, person=NEW, display_name="Cy")
    assert answer.status == 302
    cy = tab_of(answer)
    assert cy not in (None, "", ana) and any(cy in name for name in str(answer.headers).split())
    text = Page((await browser.call("GET", path)).text).text
    assert "Go in as Ana" in text


async def test_a_browser_that_nobody_has_used_asks_for_a_name(school: School, browser: Browser):
    path = await invited(school)
    page = Page((await browser.call("GET", path)).text)
    assert "display_name" in page.inputs and "Go in as" not in page.text
    answer = await submitted(browser, path, display_name="Ana")
    assert (answer.status, tab_of(answer)) == (302, "")
    assert await rooms_of(browser) == ["Maze"]


async def test_nobody_goes_in_as_somebody_of_another_browser(school: School, browser: Browser):
    path = await invited(school)
    await browser.who()
    stranger = Browser(school)
    other = await named(stranger, "Bo")
    assert (await submitted(browser, path, person=other)).status == 403
    assert await rooms_of(stranger) == []


async def test_a_used_up_link_is_for_those_who_are_in_already(school: School, browser: Browser):
    path = await invited(school, max_uses=1)
    await named(browser, "Ana")
    bo = await named(browser, "Bo", await browser.someone_else())
    assert (await submitted(browser, path, person=bo)).status == 302
    text = Page((await browser.call("GET", path)).text).text
    assert "Go in as Bo" in text and "Ana" not in text and "somebody else" not in text
    assert (await submitted(browser, path, person=NEW, display_name="Cy")).status == 409
    assert len((await browser.ok("GET", "api/timewarp/me/others"))["items"]) == 1


@pytest.mark.parametrize(
    "state, advice",
    [
        ("expired", "ask for a new one"),
        ("used", "for one more"),
        ("revoked", "taken the link back"),
        ("wrong", "Is the whole address there?"),
    ],
)
async def test_a_link_that_does_not_work_says_what_to_do(
    school: School, browser: Browser, monkeypatch: pytest.MonkeyPatch, state: str, advice: str
):
    path = await invited(school, **{"used": {"max_uses": 1}, "expired": {"expires_in": 60}}.get(state, {}))
    if state == "used":
        await submitted(Browser(school), path, display_name="Bo")
    elif state == "revoked":
        await revokes(school, path)
    elif state == "wrong":
        path = path[:-5]
    elif state == "expired":
        later = now_ms() + 120_000
        monkeypatch.setattr("timewarp_jupyter.rooms.invitations.now_ms", lambda: later)
    answer = await browser.call("GET", path)
    assert answer.status == (404 if state == "wrong" else 409)
    assert "This link does not work" in answer.text and advice in answer.text


async def revokes(school: School, path: str) -> None:
    """The link is taken back."""
    invitations = school.services.invitations
    offer = await invitations.look(path.rsplit("/", 1)[1])
    await invitations.revoke(offer.room, offer.row.id)
