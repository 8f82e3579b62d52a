"""JupyterLite, where there is no server to talk to: our labextension is in the page, and quiet."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NOT_OURS = "/favicon.ico"
"""A picture that browsers ask for of themselves."""
EDITOR = ".jp-FileEditor .cm-content"
CONFIG = {
    "jupyter-lite-schema-version": 0,
    # jupyter-collaboration looks for its server, which is nothing of ours.
    "jupyter-config-data": {
        "exposeAppInBrowser": True,
        "disabledExtensions": ["@jupyter/docprovider-extension", "@jupyter/collaboration-extension"],
    },
}


class Files(SimpleHTTPRequestHandler):
    """A server of files that says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLite with our labextension and one program."""
    folder: Path = tmp_path_factory.mktemp("lite")
    (folder / "jupyter-lite.json").write_text(json.dumps(CONFIG))
    (folder / "files").mkdir()
    (folder / "files" / "maze.logo").write_text("TO MAZE\n")
    command = [sys.executable, "-m", "jupyter", "lite", "build", "--contents=files", "--output-dir=site"]
    built = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (folder / "site" / "extensions" / "timewarp-jupyter").is_dir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder / "site")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_jupyterlite_is_as_without_us(site: str, browser: Browser) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda line: said.append(f"{line.type}: {line.text} {line.location['url']}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/lab/index.html?path=maze.logo")
    editor = page.locator(EDITOR)
    expect(editor).to_contain_text("TO MAZE", timeout=60_000)
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("END")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.goto(f"{site}/lab/index.html?path=maze.logo")
    expect(editor).to_contain_text("END", timeout=60_000)
    loaded = page.evaluate("() => window.jupyterapp.hasPlugin('timewarp-jupyter:provider')")
    shown = page.evaluate(
        "() => { const { commands } = window.jupyterapp; return commands.listCommands()"
        ".filter(id => id.startsWith('timewarp:') && commands.isVisible(id)); }"
    )
    assert (loaded, shown) == (True, [])
    expect(page.get_by_text("Time Warp")).to_have_count(0)
    assert [url for url in asked if "/api/timewarp" in url] == []
    assert [line for line in said if line.startswith("error") and not line.endswith(NOT_OURS)] == []
    assert [line for line in said if "timewarp" in line.lower()] == []
    page.context.close()
