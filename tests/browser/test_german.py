"""JupyterLab in German: so is what comes from us, the settings and errors included."""

from __future__ import annotations

import json
import re

import pytest
from classroom import Classroom
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LANGUAGE = "/lab/api/settings/@jupyterlab/translation-extension:plugin"
GERMAN_DATE = re.compile(r"Die Datei wurde zuletzt geschrieben: \d\d\.\d\d\.\d{4}, ")


def test_settings_errors_and_dates_are_in_german(classroom: Classroom) -> None:
    pytest.importorskip("jupyterlab_language_pack_de_DE")
    classroom.teacher.ok("PUT", LANGUAGE, {"raw": json.dumps({"locale": "de_DE"})})
    ana = classroom.opens(classroom.ana)
    ana.types("; x")
    ana.sees(f"{classroom.text().removesuffix('; x')}; x")
    expect(ana.status).to_have_text("Verbunden, gespeichert")
    expect(ana.page.locator(".tw-Status")).to_have_attribute("title", GERMAN_DATE)
    ana.page.route("**/api/timewarp/rooms/*", lambda route: route.abort())
    ana.tries("timewarp:lock")
    expect(ana.page.locator(".Toastify__toast")).to_contain_text("Der Server ist nicht zu erreichen.")
    ana.tries("settingeditor:open", query="Time Warp")
    editor = ana.page.locator(".jp-SettingsPanel")
    expect(editor).to_contain_text("Namen an den Cursorn der anderen")
    expect(editor).to_contain_text("Ob ein Streifen in Farben neben den Zeilen eines Programms sagt")
    expect(editor).not_to_contain_text("Show who wrote each line")
