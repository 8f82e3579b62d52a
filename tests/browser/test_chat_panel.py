"""The chat in two real browsers: answered, changed, searched, scrolled, read, and never more than text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from classroom import Classroom
from desk import Desk
from playwright.sync_api import Locator, expect
from sidebar import button, looks_away, opens, says
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TALKATIVE = "c.Limits.max_messages_burst = 1000\nc.Limits.max_room_messages_burst = 1000\n"
MANY = 250
"""Messages: more than two pages of the chat."""

NOTICES = """
window.notices = [];
window.Notification = class extends window.Notification {
    constructor(title, options) {
        super(title, options);
        window.notices.push([title, options.body]);
    }
};
"""


@pytest.fixture
def two(classroom: Classroom) -> tuple[Desk, Desk]:
    """Ana, who owns the room, and Bo, an editor: both in the program."""
    return classroom.both_open()


@pytest.fixture
def talkative(lab_server: Callable[..., LabServer], desk: Callable[..., Desk]) -> Classroom:
    """A classroom in which much may be said at once."""
    return Classroom(lab_server(config=TALKATIVE), desk)


def said(desk: Desk, text: str) -> Locator:
    """The message with this text."""
    return desk.page.locator(".tw-Message").filter(has_text=text)


def posts(classroom: Classroom, desk: Desk, texts: list[str]) -> None:
    """Somebody says all this without a browser."""
    path = f"/api/timewarp/rooms/{classroom.room['id']}/messages"
    for text in texts:
        desk.person.ok("POST", path, {"body": text, "client_id": f"{desk.name}-{text}"})


def mark(classroom: Classroom, desk: Desk) -> Any:
    """How far somebody has read, as the server knows it."""
    return desk.person.ok("GET", f"/api/timewarp/rooms/{classroom.room['id']}/read")


def is_in_view(list_: Locator, part: Locator) -> bool:
    """Whether a part of the list can be seen in it."""
    outer, inner = list_.bounding_box(), part.bounding_box()
    assert outer is not None and inner is not None
    return outer["y"] - 1 <= inner["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1


def test_messages_are_answered_changed_deleted_and_found(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    opens(ana, "chat")
    says(bo, "the turtle turns left")
    said(ana, "turns left").get_by_role("button", name="Reply").click(force=True)
    expect(ana.page.locator(".tw-Context")).to_contain_text("Answer to Bo")
    says(ana, "no, right")
    answer = said(bo, "no, right")
    expect(answer.locator(".tw-Quote")).to_have_text("Bo: the turtle turns left")
    composer = bo.page.locator("#tw-panel textarea")
    composer.press("ArrowUp")
    expect(composer).to_have_value("the turtle turns left")
    composer.fill("the turtle turns round")
    composer.press("Enter")
    expect(said(ana, "turns round").filter(has_text="edited")).to_be_visible()
    expect(said(ana, "no, right").locator(".tw-Quote")).to_have_text("Bo: the turtle turns round")
    button(ana, "Search").click()
    ana.page.get_by_label("Search the chat").fill("turns ROU")
    found = ana.page.locator(".tw-Search .tw-Item")
    expect(found).to_have_text([re.compile("Bo.*the turtle turns round")])
    found.click()
    expect(ana.page.locator('.tw-Message[data-focused="true"]')).to_contain_text("turns round")
    said(bo, "turns round").get_by_role("button", name="Delete").first.click(force=True)
    bo.page.locator(".jp-Dialog").get_by_role("button", name="Delete").click()
    expect(said(ana, "This message was deleted.")).to_have_count(1)
    expect(said(ana, "no, right").locator(".tw-Quote")).to_have_text("a deleted message")


def test_a_message_does_not_pass_for_a_part_of_the_page(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    opens(ana, "chat")
    says(
        bo,
        '<div class="tw-Outage" style="position:fixed" id="main">The server is gone.</div>'
        '<button data-commandlinker-command="timewarp:leave-room">Click</button>'
        '<form action="https://evil.example"><input type="password"></form>'
        "\n\n# Heading\n\n- [x] done\n\n[bad](javascript:alert(1)) [good](https://good.example)"
        "\n\n```python\nprint('x')\n```",
    )
    message = said(ana, "The server is gone.").locator(".tw-Markdown")
    expect(message.locator("h1")).to_have_text("Heading")
    expect(message).to_contain_text("Click")
    expect(message).to_contain_text("☑ done")
    expect(message.locator("button, form, input, [style], [id], .tw-Outage")).to_have_count(0)
    expect(message.locator("a[href]")).to_have_attribute("href", "https://good.example")
    # Code keeps its colours, which come as classes: nothing else has one.
    expect(message.locator("pre code span[class]").first).to_be_visible()
    dressed = message.locator("[class]:not(pre span):not(.jp-RenderedMarkdown)")
    expect(dressed).to_have_count(0)
    assert message.get_by_text("The server is gone.").evaluate("node => node.outerHTML").startswith("<div>")


def test_a_draft_outlives_the_page(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    opens(ana, "chat").locator("textarea").fill("half a thou")
    opens(ana, "people")
    expect(opens(ana, "chat").locator("textarea")).to_have_value("half a thou")
    classroom.opens(ana)
    expect(opens(ana, "chat").locator("textarea")).to_have_value("half a thou")
    says(ana, "half a thought")
    expect(said(ana, "half a thought")).to_be_visible()
    classroom.opens(ana)
    expect(opens(ana, "chat").locator("textarea")).to_have_value("")


def test_one_scrolls_up_as_far_as_there_are_messages(talkative: Classroom) -> None:
    posts(talkative, talkative.ana, [f"line {number} of many" for number in range(MANY)])
    bo = talkative.joins("Bo")
    messages = opens(bo, "chat").locator(".tw-Windowed")
    expect(said(bo, f"line {MANY - 1} of")).to_be_visible()
    expect(said(bo, "line 0 of")).to_have_count(0)

    def scrolled_up() -> bool | None:
        messages.evaluate("node => node.scrollTo(0, 0)")
        return said(bo, "line 0 of").count() == 1 or None

    until(scrolled_up, "the first message", 30)
    shown = messages.locator(".tw-Message").count()
    assert shown < MANY, "what is far from what is seen is not in the page"
    messages.evaluate("node => node.scrollTo(0, node.scrollHeight)")
    expect(said(bo, f"line {MANY - 1} of")).to_be_visible()


def test_reading_goes_on_where_it_ended(talkative: Classroom) -> None:
    ana = talkative.opens(talkative.ana)
    bo = talkative.joins("Bo")
    says(bo, "the last that is read")
    opens(ana, "chat")
    until(lambda: mark(talkative, ana)["unread"] == 0 or None, "what is seen is marked", 20)
    looks_away(ana)
    posts(talkative, bo, [f"news {number} of many" for number in range(MANY)])
    expect(said(ana, f"news {MANY - 1} of")).to_be_visible()
    assert mark(talkative, ana)["unread"] == MANY, "nobody has looked"
    # The page is left, and opened again: more is new than one page holds.
    talkative.opens(ana)
    messages = opens(ana, "chat").locator(".tw-Windowed")
    line = messages.locator(".tw-Chat-unread")
    first = said(ana, "news 0 of")
    expect(line).to_be_visible()
    until(lambda: (is_in_view(messages, line) and is_in_view(messages, first)) or None, "the line", 10)
    until(lambda: 0 < mark(talkative, ana)["unread"] < MANY or None, "the first ones are read", 10)
    unseen = mark(talkative, ana)["unread"]
    assert unseen > MANY - 60, "only what was in view is marked as read"
    expect(ana.page.locator(".tw-Chat-below")).to_have_text(f"{unseen} new messages")
    ana.page.locator(".tw-Chat-below").click()
    expect(said(ana, f"news {MANY - 1} of")).to_be_visible()
    until(lambda: mark(talkative, ana)["unread"] == 0 or None, "all is read at the end", 20)


def test_the_line_moves_to_what_came_while_one_looked_away(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    says(bo, "seen")
    line = opens(ana, "chat").locator(".tw-Chat-unread")
    expect(said(ana, "seen")).to_be_visible()
    expect(ana.page.locator("#tw-tab-chat .tw-Badge")).to_have_count(0)
    looks_away(ana)
    says(bo, "meanwhile")
    says(bo, "and again")
    expect(ana.page.locator("#tw-tab-chat .tw-Badge")).to_have_text("2")
    looks_away(ana, False)
    expect(line.locator("xpath=..")).to_contain_text("meanwhile")
    expect(ana.page.locator("#tw-tab-chat .tw-Badge")).to_have_count(0)


def test_who_is_called_while_elsewhere_is_told_on_the_desktop(classroom: Classroom) -> None:
    ana, bo = classroom.ana, classroom.joins("Bo")
    ana.page.context.grant_permissions(["notifications"], origin=classroom.server.url)
    ana.page.add_init_script(NOTICES)
    settings = {"raw": '{"desktopNotifications": true}'}
    classroom.teacher.ok("PUT", "/lab/api/settings/timewarp-jupyter:plugin", settings)
    classroom.opens(ana)
    opens(ana, "chat")
    says(bo, "@Ana one")
    expect(said(ana, "one")).to_be_visible()
    assert ana.page.evaluate("() => window.notices") == [], "who looks is not told"
    looks_away(ana)
    says(bo, "nobody is called")
    says(bo, "@Ana <b>two</b>")
    ana.page.wait_for_function("() => window.notices.length > 0")
    assert ana.page.evaluate("() => window.notices") == [["\u2068Bo\u2069 calls you", "@Ana <b>two</b>"]]
