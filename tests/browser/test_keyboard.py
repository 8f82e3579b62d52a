"""The sidebar without a mouse: in which order Tab goes, what Escape closes, where the focus is afterwards."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from classroom import PROGRAM, Classroom
from desk import Desk
from looks import SIDEBAR
from playwright.sync_api import Locator, expect
from seats import Seats
from sidebar import button, opens
from support.server import LabServer
from walk import say

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FOCUSED = """() => {
    const node = document.activeElement;
    const { left, top, bottom } = node.getBoundingClientRect();
    const name = node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? node.textContent;
    return { name: name.trim(), inside: node.closest('#timewarp-sidebar') !== null, left, top, bottom };
}"""
ZOOMED = {"width": 683, "height": 384}
"""What is left of 1366x768 where all is twice as large."""


@pytest.fixture(scope="module")
def classroom(shared_server: Callable[..., LabServer], shared_desk: Seats) -> Classroom:
    """Ana is in front of the program; Bo has said something and has no page open."""
    made = Classroom(shared_server(), shared_desk)
    bo = made.seated("Bo").person
    for text in ("one", "two @Ana", "three"):
        say(bo, made, text)
    ana = made.opens(made.ana)
    ana.types("; by Ana\n")
    opens(ana, "people")
    return made


@pytest.fixture
def ana(classroom: Classroom) -> Desk:
    """The people of the room are shown, and nothing lies over them."""
    ana = classroom.ana
    ana.page.keyboard.press("Escape")
    opens(ana, "people")
    return ana


def focus(desk: Desk) -> dict[str, Any]:
    """What has the focus: its name, and where it is."""
    return dict(desk.page.evaluate(FOCUSED))


def stops(desk: Desk) -> list[dict[str, Any]]:
    """All places in the sidebar at which Tab stops, from the first one on."""
    button(desk, "All rooms").focus()
    found = [focus(desk)]
    while True:
        desk.page.keyboard.press("Tab")
        at = focus(desk)
        if not at["inside"]:
            return found
        found.append(at)
        assert len(found) < 60, "the order of Tab is a circle, or everything is in it"


@pytest.mark.parametrize("tab", ["people", "chat", "activity", "history"])
def test_tab_goes_as_one_reads_and_everything_has_a_name(ana: Desk, tab: str) -> None:
    opens(ana, tab)
    expect(ana.page.locator(f"{SIDEBAR} [aria-busy=true]")).to_have_count(0)
    found = stops(ana)
    assert [each for each in found if not each["name"]] == []
    for before, after in pairwise(found):
        is_below = after["top"] >= before["bottom"] - 4 or after["top"] >= before["top"] - 4
        is_beside = after["left"] > before["left"] and after["top"] < before["bottom"]
        assert is_below or is_beside, (before, after)


def test_one_tab_is_in_the_order_and_keys_lead_to_the_others(ana: Desk) -> None:
    names = [each["name"].split()[0] for each in stops(ana)]
    assert [name for name in names if name in ("People", "Chat", "Activity", "History")] == ["People"]
    ana.page.locator("#tw-tab-people").focus()
    keys = {"ArrowLeft": "history", "ArrowRight": "people", "End": "history", "Home": "people"}
    for key, tab in keys.items():
        ana.page.keyboard.press(key)
        expect(ana.page.locator(f"#tw-tab-{tab}")).to_be_focused()
        expect(ana.page.locator(f"#tw-tab-{tab}")).to_have_attribute("aria-selected", "true")


def test_keys_go_from_message_to_message_and_tab_into_one(ana: Desk) -> None:
    messages = opens(ana, "chat").locator(".tw-Message")
    expect(messages).to_have_count(3)
    assert "Reply" not in [each["name"] for each in stops(ana)], "a hundred messages are no hundred stops"
    ana.page.get_by_role("log").focus()
    for message in (2, 1, 0, 0):
        ana.page.keyboard.press("ArrowUp")
        expect(messages.nth(message)).to_be_focused()
    ana.page.keyboard.press("ArrowDown")
    expect(messages.nth(1)).to_be_focused()
    ana.page.keyboard.press("Tab")
    expect(messages.nth(1).get_by_role("button", name="Reply")).to_be_focused()
    expect(messages.nth(1).locator(".tw-Message-actions")).to_have_css("opacity", "1")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_text("Answer to Bo")).to_be_visible()
    expect(ana.page.get_by_label("Write a message")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_text("Answer to Bo")).to_have_count(0)


def test_who_has_sent_a_message_with_the_button_goes_on_writing(ana: Desk) -> None:
    composer = opens(ana, "chat").get_by_label("Write a message")
    for how in ("Enter", "Space"):
        composer.fill(f"sent with {how}")
        button(ana, "Send").press(how)
        expect(composer).to_have_value("")
        expect(composer).to_be_focused()


OPENED: dict[str, Callable[[Locator], tuple[str, Locator]]] = {
    "people: name": lambda inside: ("My name and colour", inside.get_by_label("My name")),
    "people: program": lambda inside: ("New program", inside.get_by_label("Name", exact=True)),
    "people: rename": lambda inside: (f"Rename {PROGRAM}", inside.get_by_label(f"New name of {PROGRAM}")),
    "people: invite": lambda inside: ("Invite", inside.get_by_role("heading", name="Invite people")),
    "people: members": lambda inside: ("Members", inside.get_by_role("heading", name="Members")),
    "people: settings": lambda inside: ("Room…", inside.get_by_role("heading", name="Room")),
    "chat: search": lambda inside: ("Search", inside.get_by_label("Search the chat")),
}
"""The button, and what has the focus once it is pressed."""


@pytest.mark.parametrize("what", OPENED)
def test_escape_closes_and_the_focus_is_where_it_was(ana: Desk, what: str) -> None:
    opens(ana, what.split(":")[0])
    name, inside = OPENED[what](ana.page.locator(SIDEBAR))
    button(ana, name).press("Enter")
    expect(inside).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(inside).to_have_count(0)
    expect(button(ana, name)).to_be_focused()


@pytest.mark.parametrize("name", ["New room", "I have an invitation", "From an archive…"])
def test_escape_leaves_the_forms_of_the_list_of_rooms(ana: Desk, name: str) -> None:
    ana.tries("timewarp:leave-room")
    button(ana, name).press("Enter")
    expect(ana.page.locator(f"{SIDEBAR} form input").first).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(button(ana, name)).to_be_focused()
    expect(ana.page.locator(f"{SIDEBAR} form")).to_have_count(0)
    ana.page.locator(f"{SIDEBAR} .tw-Rooms .tw-Item").first.click()


def test_a_version_is_left_by_escape_to_where_it_is_in_the_list(ana: Desk) -> None:
    item = opens(ana, "history").locator(".tw-Item").last
    item.press("Enter")
    expect(button(ana, "All versions")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(item).to_be_focused()


def test_a_link_is_seen_from_its_start_marked_as_a_whole_and_followed_by_another(ana: Desk) -> None:
    ana.tries("timewarp:invite")
    button(ana, "Make a link").press("Enter")
    field = ana.page.get_by_label("Send this link")
    expect(field).to_be_focused()
    link = field.input_value()
    assert field.evaluate("field => [field.scrollLeft, field.scrollWidth > field.clientWidth]") == [0, True]
    ana.page.keyboard.press("Control+c")
    assert ana.page.evaluate("() => navigator.clipboard.readText()") == link
    button(ana, "Another link").press("Enter")
    expect(button(ana, "Make a link")).to_be_focused()
    ana.page.keyboard.press("Escape")


def test_escape_closes_what_was_opened_last(ana: Desk) -> None:
    following = ana.page.locator(".tw-Following")
    opens(ana, "people")
    button(ana, "Invite").press("Enter")
    button(ana, "Make a link").press("Enter")
    expect(ana.page.get_by_label("Send this link")).to_be_focused()
    button(ana, "Show large").press("Enter")
    large = ana.page.get_by_role("dialog", name="Invitation")
    expect(large).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(button(ana, "Show large")).to_be_focused()
    expect(following).to_have_count(0)
    ana.page.keyboard.press("Escape")
    expect(button(ana, "Invite")).to_be_focused()
    expect(button(ana, "Show large")).to_have_count(0)


def test_all_can_be_reached_where_everything_is_twice_as_large(ana: Desk) -> None:
    before = ana.page.viewport_size
    assert before is not None
    ana.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    try:
        sidebar = ana.page.locator(SIDEBAR)
        opens(ana, "history").locator(".tw-Item").last.click()
        can_be_seen(sidebar.locator(".tw-Lines"), 60)
        opens(ana, "chat")
        can_be_seen(sidebar.locator(".tw-Message").last, 20)
        can_be_seen(sidebar.get_by_label("Write a message"), 20)
        opens(ana, "activity")
        can_be_seen(sidebar.locator(".tw-Windowed .tw-Row").last, 20)
        can_be_seen(button(ana, "Export as JSON"), 20)
        opens(ana, "people")
        can_be_seen(sidebar.get_by_text("Deleted programs"), 10)
    finally:
        ana.page.set_viewport_size(before)


def can_be_seen(part: Locator, pixels: int) -> None:
    """Scrolled to, so much of its height is in the window, and nothing lies over it."""
    part.scroll_into_view_if_needed()
    seen = part.evaluate(
        """node => {
            const { left, top, width, height } = node.getBoundingClientRect();
            const seen = Math.min(top + height, innerHeight) - Math.max(top, 0);
            const there = document.elementFromPoint(left + width / 2, Math.max(top, 0) + seen / 2);
            return node.contains(there) || there?.contains(node) ? seen : 0;
        }"""
    )
    assert seen >= pixels, (seen, pixels)


def test_nothing_moves_for_who_wants_no_motion(ana: Desk) -> None:
    ana.page.emulate_media(reduced_motion="reduce")
    try:
        moving = ana.page.evaluate(
            """() => [...document.querySelectorAll('[class*=tw-]')].filter(node => {
                const { transitionDuration, animationName } = getComputedStyle(node);
                return parseFloat(transitionDuration) > 0 || animationName !== 'none';
            }).map(node => node.className)"""
        )
        assert moving == []
    finally:
        ana.page.emulate_media(reduced_motion="no-preference")
