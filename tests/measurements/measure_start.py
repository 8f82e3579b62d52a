"""What the labextension adds to the start of JupyterLab in the browser, in milliseconds and bytes.

``python -m tests.measurements.measure_start [tries]`` from the root of the repository, with the package
installed and Chromium at /usr/bin/chromium. Two servers, one that does not have the labextension, are asked
in turn, with a warm cache.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from .measure_chat import LabServer

CONFIG = "c.LabApp.expose_app_in_browser = True\n"
_RESTORED = """async () => {
    while (!window.jupyterapp) {
        await new Promise(resolve => setTimeout(resolve, 5));
    }
    await window.jupyterapp.restored;
    return performance.now();
}"""
_BYTES = """() => performance.getEntriesByType('resource')
    .filter(each => each.name.includes('timewarp-jupyter') && each.name.includes('.js'))
    .reduce((sum, each) => sum + each.decodedBodySize, 0)"""


def lab(folder: Path, *, extended: bool) -> LabServer:
    """A server, with or without our labextension; all others are there."""
    installed = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    chosen = folder / "labextensions"
    chosen.mkdir(parents=True)
    for each in installed.iterdir():
        if extended or each.name != "timewarp-jupyter":
            (chosen / each.name).symlink_to(each.resolve())
    paths = f"c.LabApp.labextensions_path = [{str(chosen)!r}]\n"
    return LabServer(folder / "workspace", folder / "home", config=CONFIG + paths).start()


def start(context: BrowserContext, server: LabServer) -> tuple[float, int]:
    """Milliseconds until JupyterLab has restored its layout, and bytes of our JavaScript."""
    page = context.new_page()
    page.goto(f"{server.url}/lab?token={server.token}&reset")
    took = page.evaluate(_RESTORED)
    size = page.evaluate(_BYTES)
    page.close()
    return float(took), int(size)


def main() -> None:
    """Measure in turn."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        servers = [lab(Path(scratch) / str(extended), extended=extended) for extended in (False, True)]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            contexts = [browser.new_context() for _ in servers]
            for context, server in zip(contexts, servers, strict=True):
                start(context, server)
            pairs = [
                [start(context, server) for context, server in zip(contexts, servers, strict=True)]
                for _ in range(tries)
            ]
        finally:
            browser.close()
            for server in servers:
                server.stop()
    without, with_it = ([took for took, _ in column] for column in zip(*pairs, strict=True))
    more = statistics.median(with_it) - statistics.median(without)
    print(f"without: median {statistics.median(without):.0f} ms, fastest {min(without):.0f} ms")
    print(f"with it: median {statistics.median(with_it):.0f} ms, fastest {min(with_it):.0f} ms")
    print(f"more: median {more:.0f} ms, fastest {min(with_it) - min(without):.0f} ms")
    print(f"JavaScript of ours: {pairs[-1][1][1]:,} bytes, and {pairs[-1][0][1]:,} where it is not")


if __name__ == "__main__":
    main()
