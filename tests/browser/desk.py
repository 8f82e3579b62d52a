"""One person in front of JupyterLab, in words of what they do."""

from __future__ import annotations

from typing import Any, Literal

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

    @property
    def status(self) -> Locator:
        """The item of the status bar that says whether the program is connected and saved."""
        return self.page.locator(".tw-Status-text")

    def open(self, path: str, *, app: str = "lab/tree") -> Desk:
        """Open a program by its path in the workspace."""
        self.goes_to(path, app=app)
        return self.has_opened()

    def goes_to(self, path: str, *, app: str = "lab/tree", until: Literal["commit", "load"] = "load") -> None:
        """Begin to open a program: ``until`` is how much of the page has to be there."""
        server = self.person.server
        query = f"?token={server.token}" + ("&reset" if app.startswith("lab") else "")
        self.page.goto(f"{server.url}/{app}/{path}{query}", wait_until=until)

    def has_opened(self) -> Desk:
        """Wait for the editor."""
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

    def starts_typing(self, words: list[str], *, at_start: bool = False, every: int = 40) -> None:
        """Type words without pause while the test does something else; ``every`` is milliseconds."""
        self.editor.evaluate(
            """(node, [words, atStart, every]) => {
                const view = node.cmTile.view;
                window.typingDone = false;
                const timer = setInterval(() => {
                    const at = atStart ? 0 : view.state.doc.length;
                    view.dispatch({ changes: { from: at, insert: words.shift() }, userEvent: 'input.type' });
                    if (words.length === 0) {
                        clearInterval(timer);
                        window.typingDone = true;
                    }
                }, every);
            }""",
            [words, at_start, every],
        )

    def has_typed(self) -> None:
        """Wait until all of ``starts_typing`` is typed."""
        self.page.wait_for_function("() => window.typingDone === true")

    def tries(self, command: str, **arguments: Any) -> None:
        """Run a command of JupyterLab; that it fails is as good as that it does nothing."""
        self.page.evaluate(
            "async ([command, arguments]) => {"
            "  try { await window.jupyterapp.commands.execute(command, arguments); }"
            "  catch (error) { console.log(`refused: ${error}`); }"
            "}",
            [command, arguments],
        )

    @property
    def cursors(self) -> Locator:
        """The cursors of others."""
        return self.page.locator(".jp-remote-cursor")

    def flag_of(self, name: str) -> Locator:
        """The flag with somebody's name at their cursor."""
        named = self.page.get_by_text(name, exact=True)
        return self.page.locator(".jp-remote-userFlag").filter(has=named)

    def puts_cursor(self, line: int) -> None:
        """Click at the end of a line."""
        self.editor.evaluate(
            """(node, line) => {
                const view = node.cmTile.view;
                view.focus();
                view.dispatch({ selection: { anchor: view.state.doc.line(line).to } });
            }""",
            line,
        )
