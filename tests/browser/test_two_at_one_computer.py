"""Two pupils at one browser: two tabs that are two people."""

from __future__ import annotations

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import expect
from sidebar import button

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def second_tab(desk: Desk) -> Desk:
    """Another tab of the same browser."""
    return Desk(desk.person, desk.page.context.new_page(), desk.name)


def shows_rooms(desk: Desk) -> None:
    """The page is there again, with the sidebar in front."""
    desk.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=60_000)
    desk.page.evaluate("async () => { await window.jupyterapp.restored; }")
    desk.tries("timewarp:open")


def loaded(desk: Desk, workspace: str) -> Desk:
    """JupyterLab in a tab, with the rooms; in a workspace of its own, or it goes to another one by itself."""
    server = desk.person.server
    desk.page.goto(f"{server.url}/lab/workspaces/{workspace}?token={server.token}&reset")
    shows_rooms(desk)
    return desk


def becomes_someone(desk: Desk, name: str) -> None:
    """The tab is another person from now on, who takes a name."""
    button(desk, "My name and colour").click()
    with desk.page.expect_navigation():
        button(desk, "I am someone else here").click()
    shows_rooms(desk)
    button(desk, "My name and colour").click()
    sidebar = desk.page.locator("#timewarp-sidebar")
    sidebar.get_by_label("My name", exact=True).fill(name)
    button(desk, "Change").click()
    expect(button(desk, "Change")).to_be_disabled()
    button(desk, "Done").click()


def test_two_tabs_are_two_people(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = loaded(second_tab(ana), "two")
    becomes_someone(bo, "Bo")
    # An open room: who opens its program is a member, an editor here.
    bo.open(classroom.path, app="lab/workspaces/two/tree")
    expect(bo.status).to_have_attribute("data-saved", "true")
    ana.tries("timewarp:show-people")
    people = ana.page.locator("#tw-panel")
    expect(people).to_contain_text("2 people here")
    bo.types("; by Bo\n")
    ana.sees(f"{START}; by Bo\n")
    authors = classroom.teacher.ok(
        "GET", f"/api/timewarp/rooms/{classroom.room['id']}/documents/{classroom.document['id']}/authors"
    )
    members = classroom.teacher.ok("GET", f"/api/timewarp/rooms/{classroom.room['id']}/members")["items"]
    names = {each["username"]: each["display_name"] for each in members}
    assert {names[each["author"]] for each in authors["spans"] if each["author"] in names} >= {"Bo"}
    bo.tries("timewarp:show-chat")
    composer = bo.page.locator("#tw-panel textarea")
    composer.fill("It is me")
    composer.press("Enter")
    ana.tries("timewarp:show-chat")
    expect(ana.page.locator(".tw-Message").last).to_contain_text("Bo")
    # Each tab has its own role, by every door.
    [username] = [username for username, name in names.items() if name == "Bo"]
    classroom.teacher.set_role(classroom.room, username, "viewer")
    expect(bo.page.locator("#timewarp-sidebar")).to_contain_text("You are a viewer")
    bo.types("; no\n")
    ana.types("; by Ana\n")
    classroom.everyone_has(f"{START}; by Bo\n; by Ana\n", ana, bo)
    # After loading it again it is the same person; another tab is the first one.
    bo.page.reload()
    expect(bo.page.locator("#timewarp-sidebar")).to_contain_text("You are a viewer", timeout=60_000)
    third = loaded(second_tab(ana), "three")
    third.tries("timewarp:my-name")  # where one is in a room again: the last one is come back to
    expect(third.page.get_by_label("My name", exact=True)).to_have_value("Ana")
    expect(button(third, "I am Bo")).to_be_visible()


def test_a_person_whose_cookie_is_gone_is_nobody(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = loaded(second_tab(ana), "two")
    becomes_someone(bo, "Bo")
    cookies = bo.page.context.cookies()
    person = bo.page.evaluate("() => Object.values(sessionStorage).find(each => /^[0-9a-f]{32}$/.test(each))")
    bo.page.context.clear_cookies(name=next(each["name"] for each in cookies if person in each["name"]))
    bo.page.reload()
    # It notices, and is loaded again as the first person's tab, whose requests say nothing of people.
    bo.page.wait_for_function(
        "() => /native code/.test(window.fetch.toString()) && window.jupyterapp !== undefined", timeout=60_000
    )
    shows_rooms(bo)
    button(bo, "My name and colour").click()
    expect(bo.page.get_by_label("My name", exact=True)).to_have_value("Ana")
