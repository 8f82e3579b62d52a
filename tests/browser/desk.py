"""One person in front of JupyterLab, in words of what they do."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from support.person import Person

EDITOR = ".jp-FileEditor .cm-content"
PATIENCE = 20_000
"""Milliseconds that a page gets for anything."""


class Desk:
    """A browser window of one person."""

    def __init__(self, person: Person, page: Page, name: str) -> None:
        self.person, self.page, self.name = person, page, name
        self.console: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"error: {error}"))

    @property
    def editor(self) -> Locator:
        """The text of the open program."""
        return self.page.locator(f"{EDITOR}:visible").first

    def open(self, path: str, *, app: str = "lab/tree") -> Desk:
        """Open a program by its path in the workspace."""
        server = self.person.server
        query = f"?token={server.token}" + ("&reset" if app.startswith("lab") else "")
        self.page.goto(f"{server.url}/{app}/{path}{query}")
        expect(self.editor).to_be_visible(timeout=60_000)
        return self

    def sees(self, text: str, seconds: float = 20) -> None:
        """Wait until the program is exactly this text."""
        self.page.wait_for_function(
            "([selector, text]) => [...document.querySelectorAll(selector)].some(node => "
            "node.cmTile?.view?.state.doc.toString() === text)",
            arg=[EDITOR, text],
            timeout=seconds * 1000,
        )

    def text(self) -> str:
        """The program as the editor has it."""
        return str(self.editor.evaluate("node => node.cmTile.view.state.doc.toString()"))

    def types(self, text: str, *, where: str = "Control+End", delay: float = 0) -> None:
        """Go to the end (or elsewhere, by a key) and type; ``delay`` is milliseconds between keys."""
        self.editor.click()
        self.page.keyboard.press(where)
        self.page.keyboard.type(text, delay=delay)

    def runs(self, command: str, **arguments: Any) -> None:
        """Run a command of JupyterLab."""
        self.page.evaluate(
            "([command, arguments]) => window.jupyterapp.commands.execute(command, arguments)",
            [command, arguments],
        )

    def cursor_of(self, name: str) -> Locator:
        """The cursor of somebody else, by the name on its flag."""
        return self.page.locator(".jp-remote-cursor").filter(
            has=self.page.locator(".jp-remote-userFlag", has_text=name)
        )
