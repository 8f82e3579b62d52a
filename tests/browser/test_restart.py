"""The server goes away in mid-typing and comes back: every character is there, once."""

from __future__ import annotations

from threading import Thread

import pytest
from classroom import START, Classroom

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WORDS = 150


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_restart_in_mid_typing(classroom: Classroom, end: str) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    of_ana = [f"a{number} " for number in range(WORDS)]
    of_bo = [f"b{number} " for number in range(WORDS)]
    ana.starts_typing(of_ana)
    bo.starts_typing(of_bo, at_start=True)
    bo.page.wait_for_function("() => document.body.innerText.includes('a10 ')")

    def restart() -> None:
        getattr(classroom.server, end)()
        classroom.server.restart()

    restarting = Thread(target=restart)
    restarting.start()
    ana.has_typed()
    bo.has_typed()
    restarting.join(90)
    whole = "".join(reversed(of_bo)) + START + "".join(of_ana)
    classroom.everyone_has(whole, ana, bo, seconds=60)
