"""The description of the HTTP interface has every route of the running application, and no other."""

from __future__ import annotations

from conftest import School
from test_routes import methods, rules, template

OPENAPI = "api/timewarp/openapi.json"


async def test_the_description_and_the_running_application_agree(school: School):
    described = await school.ok("sam", "GET", OPENAPI)
    running = {
        (route, "GET" if method == "WS" else method)
        for pattern, handler in rules(school.serverapp.web_app.default_router)
        if (route := template(pattern)) is not None
        for method in methods(handler)
        if method != "ANY"
    }
    found = {
        (path.lstrip("/"), method.upper())
        for path, item in described["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert found == running
    ids = [
        each["operationId"]
        for item in described["paths"].values()
        for name, each in item.items()
        if name != "parameters"
    ]
    assert len(ids) == len(set(ids))


async def test_nobody_reads_it_without_signing_in(school: School):
    assert (await school.call(None, "GET", OPENAPI)).code == "not_signed_in"
