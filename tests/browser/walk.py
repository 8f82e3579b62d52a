"""A walk through every panel of the sidebar, for browser tests."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from classroom import Classroom
from desk import Desk
from looks import SIDEBAR
from playwright.sync_api import Locator, expect
from sidebar import button, looks_away
from support.person import Person

QUIET = "Quiet"
"""A room in which nothing has happened."""


def say(person: Person, classroom: Classroom, body: str, **fields: object) -> str:
    """Somebody says something, without the page; the id of the message."""
    post = {"body": body, "client_id": secrets.token_hex(8), **fields}
    made = person.ok("POST", f"/api/timewarp/rooms/{classroom.room['id']}/messages", post)
    return str(made["id"])


class Walk:
    """One owner goes from panel to panel, in an order in which one leads to the next."""

    def __init__(self, desk: Desk, classroom: Classroom, other: Person) -> None:
        self.desk, self.classroom, self.other = desk, classroom, other
        self.sidebar = desk.page.locator(SIDEBAR)

    def steps(self) -> Iterator[str]:
        """Goes to the next panel and says its name."""
        for part in (self._people, self._chat, self._past, self._sheets, self._rooms, self._empty):
            for name, go in part().items():
                go()
                expect(self.sidebar.locator("[aria-busy=true]")).to_have_count(0)
                yield name

    def goes_back(self) -> None:
        """Into the room where it began."""
        self._tries("leave-room", button(self.desk, "New room"))()
        self.enters("Class")

    def enters(self, room: str) -> None:
        """From the list of rooms."""
        self.sidebar.locator(".tw-Rooms .tw-Item", has_text=room).first.click()
        expect(self.sidebar.get_by_role("heading", name=room)).to_be_visible()

    def _people(self) -> dict[str, Callable[[], None]]:
        return {
            "people": self._shows("people"),
            "new-program": self._tries("new-program", self.sidebar.get_by_label("Language")),
            "deleted-programs": self._then(
                self._presses("Cancel"), self._tries("deleted-programs", button(self.desk, "Bring back"))
            ),
            "name": self._tries("my-name", self.sidebar.get_by_label("My name")),
        }

    def _chat(self) -> dict[str, Callable[[], None]]:
        return {
            "chat": self._then(self._presses("Done"), self._shows("chat"), self._has_read),
            "unread": self._looks_away_for_a_while,
            "search": self._searches,
        }

    def _past(self) -> dict[str, Callable[[], None]]:
        versions = self.sidebar.locator(".tw-Item")
        return {
            "activity": self._shows("activity"),
            "activity-filtered": self._filters,
            "history": self._then(self._filters_no_longer, self._shows("history")),
            "version": lambda: versions.nth(1).click(),
            "compared": self._then(
                self._presses("Compare with now"),
                lambda: expect(self.sidebar.locator("[data-kind=added]").first).to_be_visible(),
            ),
            "playback": self._plays_back,
            "authors": self._presses("Who wrote this"),
        }

    def _sheets(self) -> dict[str, Callable[[], None]]:
        return {
            "members": self._tries("members", self.sidebar.get_by_role("heading", name="Members")),
            "settings": self._tries("room-settings", button(self.desk, "Copy the room…")),
            "invite": self._then(
                self._tries("invite", button(self.desk, "Make a link")),
                self._presses("Make a link"),
                self._has_code,
            ),
            "projected": self._presses("Show large"),
            "copy": self._then(
                lambda: self.desk.page.keyboard.press("Escape"),
                self._tries("copy-room", self.sidebar.get_by_label("Name of the copy")),
            ),
        }

    def _rooms(self) -> dict[str, Callable[[], None]]:
        return {
            "rooms": self._then(
                self._is_called, self._tries("leave-room", self.sidebar.locator("[data-kind=mention]"))
            ),
            "invited": self._presses("I have an invitation"),
            "new-room": self._presses("New room"),
            "archive": self._tries("import-room", self.sidebar.get_by_label("Archive of a room")),
        }

    def _empty(self) -> dict[str, Callable[[], None]]:
        return {
            "empty-people": self._then(
                self._presses("Cancel"), lambda: self.enters(QUIET), self._shows("people")
            ),
            "empty-chat": self._then(self._shows("chat"), self._says("Say hello!")),
            "empty-history": self._then(self._shows("history"), self._says("Open a program of this room")),
        }

    def _shows(self, tab: str) -> Callable[[], None]:
        return self._tries(f"show-{tab}", self.sidebar.locator(f"#tw-tab-{tab}[aria-selected=true]"))

    def _tries(self, command: str, shown: Locator) -> Callable[[], None]:
        def go() -> None:
            self.desk.tries(f"timewarp:{command}")
            expect(shown.first).to_be_visible()

        return go

    def _presses(self, name: str) -> Callable[[], None]:
        return lambda: button(self.desk, name).click()

    def _says(self, text: str) -> Callable[[], None]:
        return lambda: expect(self.sidebar).to_contain_text(text)

    def _then(self, *each: Callable[[], object]) -> Callable[[], None]:
        def go() -> None:
            for one in each:
                one()

        return go

    def _has_read(self) -> None:
        expect(self.sidebar.locator("#tw-tab-chat .tw-Badge")).to_have_count(0)

    def _has_code(self) -> None:
        expect(self.sidebar.locator(".tw-Qr").first).to_be_visible()

    def _looks_away_for_a_while(self) -> None:
        looks_away(self.desk)
        say(self.other, self.classroom, f"{self.desk.name}, are you there?")
        line = self.sidebar.locator(".tw-Chat-unread")
        expect(self.sidebar.locator(".tw-Message").last).to_contain_text("are you there?")
        looks_away(self.desk, False)
        expect(line).to_be_visible()
        self._has_read()

    def _is_called(self) -> None:
        say(self.other, self.classroom, f"Come and look, @{self.desk.name}!")

    def _searches(self) -> None:
        self.desk.tries("timewarp:search-chat")
        self.sidebar.get_by_label("Search the chat").fill("maze")
        expect(self.sidebar.locator(".tw-Search .tw-Item").first).to_be_visible()

    def _filters(self) -> None:
        self.sidebar.get_by_label("Kind").select_option(label="Deleted programs")
        expect(self.sidebar.locator(".tw-Windowed .tw-Row")).to_have_count(1)

    def _filters_no_longer(self) -> None:
        self.sidebar.get_by_label("Kind").select_option(label="Everything")

    def _plays_back(self) -> None:
        self._presses("Play back")()
        slider = self.sidebar.get_by_label("Place in the history")
        expect(self.sidebar.locator(".tw-Legend li")).to_have_count(2)
        slider.press("End")
        expect(self.sidebar.locator(".tw-Authored [data-author]").first).to_be_visible()
