"""Tabs that were away: without network, without server, without the journal, or closed in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from classroom import PROGRAM, START, Classroom
from desk import EDITOR, Desk
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NOTICE = ".tw-Outage"
DIALOG = ".jp-Dialog"


def loses_network(desk: Desk) -> None:
    """Pull the cable, and wait until JupyterLab has noticed."""
    desk.page.context.set_offline(True)
    expect(desk.status).not_to_have_attribute("data-status", "connected")


def has_network(desk: Desk) -> None:
    """Put it in again, and wait until all is safe."""
    desk.page.context.set_offline(False)
    expect(desk.status).to_have_attribute("data-status", "connected", timeout=60_000)
    expect(desk.status).to_have_attribute("data-saved", "true")


def caret(desk: Desk) -> int:
    """Where the caret is."""
    return int(desk.editor.evaluate("node => node.cmTile.view.state.selection.main.head"))


def test_both_write_while_one_is_without_network(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    loses_network(bo)
    bo.types("; by Bo", where="Control+End")
    behind = len(bo.text()) - caret(bo)
    ana.types("; by Ana\n", where="Control+Home")
    ana.types("RIGHT 90\n", where="Control+Home")
    has_network(bo)
    whole = f"RIGHT 90\n; by Ana\n{START}; by Bo"
    classroom.everyone_has(whole, ana, bo)
    assert len(whole) - caret(bo) == behind


def test_what_was_typed_without_network_arrives_although_the_tab_was_closed(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    loses_network(bo)
    bo.types("; from the bus", where="Control+End")
    expect(bo.status).to_have_attribute("data-saved", "false")
    kept = """async text => {
        const database = await new Promise(resolve => {
            const opening = indexedDB.open('timewarp');
            opening.onsuccess = () => resolve(opening.result);
        });
        const all = await new Promise(resolve => {
            const asking = database.transaction('unacknowledged').objectStore('unacknowledged').getAll();
            asking.onsuccess = () => resolve(asking.result);
        });
        database.close();
        return all.some(each => each.text.endsWith(text));
    }"""
    bo.page.wait_for_function(kept, arg="; from the bus")
    context = bo.page.context
    bo.page.close()
    context.set_offline(False)
    ana.types("; by Ana\n", where="Control+Home")
    again = Desk(bo.person, context.new_page(), "Bo")
    classroom.opens(again)
    classroom.everyone_has(f"; by Ana\n{START}; from the bus", ana, again)


# Without TLS browsers have no Web Locks, by which it is known whether a program is open elsewhere.
@pytest.mark.parametrize("script", ["", "delete Navigator.prototype.locks"], ids=["Web Locks", "none"])
def test_what_was_typed_without_network_arrives_although_the_editor_was_closed(
    classroom: Classroom, desk: Callable[..., Desk], script: str
) -> None:
    """Not the browser's tab: JupyterLab goes on, and the program is opened again in it."""
    ana = classroom.opens(classroom.ana)
    bo = desk(classroom.server, "Bo")
    bo.page.add_init_script(script)
    classroom.give(bo, "editor")
    classroom.opens(bo)
    for typed, answer, arrives in (
        ("; thrown away", "Forget it", ""),
        ("; from the bus", "Close and keep it", "; from the bus"),
    ):
        loses_network(bo)
        bo.types(typed, where="Control+End")
        expect(bo.status).to_have_attribute("data-saved", "false")
        bo.tries("application:close")
        question = bo.page.locator(DIALOG, has_text="Not sent yet")
        expect(question).to_contain_text("What you typed in “maze.logo” has not reached the server.")
        question.get_by_role("button", name="Cancel").click()
        bo.sees(f"{ana.text()}{typed}")
        bo.tries("application:close")
        question.get_by_role("button", name=answer).click()
        expect(bo.page.locator(EDITOR)).to_have_count(0)
        ana.types("; by Ana\n", where="Control+Home")
        bo.page.context.set_offline(False)
        whole = f"{ana.text()}{arrives}"
        bo.tries("docmanager:open", path=classroom.path)
        classroom.everyone_has(whole, ana, bo, seconds=60)
        expect(bo.status).to_have_attribute("data-saved", "true")
        expect(bo.page.locator(DIALOG)).to_have_count(0)


def test_a_long_outage_is_told_beside_the_work(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    classroom.server.kill()
    told = ana.page.locator(NOTICE, has_text="The server cannot be reached")
    expect(told).to_be_visible(timeout=90_000)
    expect(ana.page.locator(DIALOG)).to_have_count(0)
    ana.types("; meanwhile")
    classroom.server.restart()
    expect(ana.page.locator(NOTICE, has_text="The server is back")).to_be_visible(timeout=60_000)
    classroom.everyone_has(f"{START}; meanwhile", ana, seconds=60)


def test_nothing_is_doubled_where_the_journal_was_deleted_meanwhile(classroom: Classroom) -> None:
    """The programs stay; the rooms are gone with ``.timewarp``. Who slept is told, and loses no text."""
    bo = classroom.joins("Bo")
    loses_network(bo)
    bo.types("; in my sleep", where="Control+End")
    classroom.server.stop()
    shutil.rmtree(classroom.server.root / ".timewarp")
    classroom.server.restart()
    bo.page.context.set_offline(False)
    difference = bo.page.locator(DIALOG, has_text="Some of your text is not in the room")
    expect(difference).to_be_visible(timeout=60_000)
    expect(difference).to_contain_text("; in my sleep")
    difference.get_by_role("button", name="Copy my text").click()
    assert bo.page.evaluate("() => navigator.clipboard.readText()") == f"{START}; in my sleep"
    assert classroom.file() == START


def test_nothing_is_doubled_where_the_room_was_made_again_meanwhile(classroom: Classroom) -> None:
    """A new history of the same file: what was typed meanwhile is made again in it, once."""
    ana, bo = classroom.ana, classroom.joins("Bo")
    bo.page.goto("about:blank")
    classroom.server.stop()
    shutil.rmtree(classroom.server.root / ".timewarp")
    classroom.server.restart()
    folder = classroom.room["folder"]
    classroom.room = classroom.teacher.make_room(
        "Class", folder=folder, visibility="open", default_role="editor"
    )
    classroom.give(bo, "editor")
    classroom.opens(bo)
    classroom.document = classroom.teacher.document(classroom.room, PROGRAM)
    classroom.opens(ana)
    bo.types("; again")
    classroom.everyone_has(f"{START}; again", ana, bo)


def test_two_tabs_of_one_person(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    second = Desk(bo.person, bo.page.context.new_page(), "Bo")
    classroom.opens(second)
    bo.types("; one")
    second.sees(f"{START}; one")
    second.types(" two")
    classroom.everyone_has(f"{START}; one two", ana, bo, second)
    ana.tries("timewarp:show-people")
    expect(ana.page.locator("#tw-panel").get_by_text("Bo", exact=True)).to_have_count(1)
    bo.page.close()
    second.types("; still here")
    classroom.everyone_has(f"{START}; one two; still here", ana, second)
    expect(ana.page.locator("#tw-panel").get_by_text("Bo", exact=True)).to_have_count(1)
