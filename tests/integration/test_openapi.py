"""The description of the HTTP interface has every route of the running application, and no other."""

from __future__ import annotations

import json

import pytest
from conftest import School
from jsonschema import Draft202012Validator, ValidationError
from support.conformance import check_answer, check_event
from test_routes import methods, rules, template

from timewarp_jupyter.codes import CODES

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


async def test_every_schema_is_one_and_every_refusal_names_a_code(school: School):
    described = await school.ok("sam", "GET", OPENAPI)
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert described["components"]["schemas"]["ErrorCode"]["enum"] == sorted(CODES)


@pytest.mark.parametrize(
    ("status", "media", "body"),
    [
        (418, "application/json", {}),
        (200, "text/html", {}),
        (200, "application/json", {"seq": 1}),
        (200, "application/json", {"seq": 1, "unread": "2"}),
        (200, "application/json", {"seq": 1, "unread": 2, "secret": 3}),
        (404, "application/json", {"error": {"code": "no_such_code", "message": "", "reason": ""}}),
    ],
)
def test_the_comparison_sees_what_differs(status, media, body):
    with pytest.raises((AssertionError, ValidationError)):
        check_answer("GET", "api/timewarp/rooms/r/read", status, media, json.dumps(body).encode())


def test_the_comparison_takes_what_is_as_described():
    check_answer("GET", "api/timewarp/rooms/r/read", 200, "application/json", b'{"seq": 1, "unread": 2}')
    check_event({"type": "pong", "seq": None})
    with pytest.raises(ValidationError):
        check_event({"type": "pong", "seq": 1})
