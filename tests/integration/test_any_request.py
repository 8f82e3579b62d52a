"""Requests that nobody thought of, against a real server: made by schemathesis from the OpenAPI description.

Each operation gets a room of its own; three in four requests name what is in it. No answer
may be a fault of the server, or other than described; what the description forbids has to be refused. A
viewer and a stranger ask as well, and change nothing. In the end the server's log tells of no fault, and
nothing is left running or open.

``TIMEWARP_REQUESTS=1000 pytest --timeout 0 tests/integration/test_any_request.py`` looks for longer, with new
requests: as many for each operation.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from attack.target import Target
from load.figures import Inside
from load.run import look
from support.conformance import description
from support.server import LabServer
from support.waiting import until

# It needs Python 3.11: with 3.10 it is not installed.
schemathesis = pytest.importorskip("schemathesis")
requests = pytest.importorskip("requests")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("TIMEWARP_REQUESTS", "0"))
"""How many requests for each operation and mode; 0 is a few, the same every time."""
FEW = 15
sized = settings(
    max_examples=EXAMPLES or FEW,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CONFIG = """
c.ServerApp.jpserver_extensions["load.inside"] = True
c.TimeWarp.default_visibility = "invite"
c.Limits.unload_after = 1
c.Limits.max_rooms_per_user = 100000
c.Limits.max_rooms_per_day = 100000
c.Limits.max_members_per_room = 100000
c.Limits.max_invitations_per_room = 100000
c.Limits.max_documents_per_room = 100000
c.Limits.max_messages_per_second = 100000
c.Limits.max_messages_burst = 100000
c.Limits.max_room_messages_per_second = 100000
c.Limits.max_room_messages_burst = 100000
"""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@schemathesis.serializer("application/zip")
def uploaded(_context: Any, value: Any) -> bytes:
    """Any bytes at all, for what takes a file."""
    return value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")


def operations() -> list[tuple[str, str]]:
    """All that is no socket."""
    return [
        (path, method)
        for path, item in description()["paths"].items()
        for method in item
        if method != "parameters" and "101" not in item[method]["responses"]
    ]


OWNER, VIEWER, STRANGER = "olga", "viv", "sam"


@dataclass
class Caller:
    """Somebody who is signed in at a running server."""

    server: LabServer
    session: Any

    @classmethod
    def named(cls, server: LabServer, name: str) -> Caller:
        """Somebody of this name."""
        session = requests.Session()
        session.headers["X-User"] = name
        return cls(server, session)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for something that has to be done."""
        answer = self.session.request(method, f"{self.server.url}/api/timewarp/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def check(self, case: Any) -> None:
        """Send a generated request; fails where the answer is not as it should be."""
        response = case.call(
            base_url=self.server.url, session=self.session, allow_redirects=False, timeout=30
        )
        case.validate_response(response, checks=CHECKS)

    def furnish(self) -> dict[str, list[Any]]:
        """A new room with all that can be in one; the values of the parts of its addresses."""
        room = self.call("POST", "rooms", {"name": "Maze Club"})
        at = f"rooms/{room['id']}"
        documents = [
            self.call("POST", f"{at}/documents", {"path": path, "content": "TO MAZE\nEND\n"})
            for path in ("maze.logo", "programs/two.bas")
        ]
        said = self.call("POST", f"{at}/messages", {"body": "Hello", "client_id": "first"})
        revisions = self.call("GET", f"{at}/documents/{documents[0]['id']}/revisions")["items"]
        seqs = [revisions[0]["seq"], said["seq"]]
        member = self.call("PUT", f"{at}/members/edda", {"role": "editor"})
        self.call("PUT", f"{at}/members/{VIEWER}", {"role": "viewer"})
        invitation = self.call("POST", f"{at}/invitations", {"role": "viewer"})
        return {
            "room": [room["id"], room["slug"]],
            "document": [each["id"] for each in documents],
            "message": [said["id"]],
            "reply_to": [said["id"]],
            "username": [member["username"]],
            "invitation": [invitation["id"]],
            "token": [invitation["url"].rsplit("/", 1)[1]],
            **dict.fromkeys(("seq", "from", "to", "before", "after"), seqs),
            "path": ["maze.logo", f"{room['folder']}/maze.logo"],
        }

    def sees(self, room: str) -> dict[str, Any]:
        """What nobody may change in a room who only reads it, or does not even know it."""
        at = f"rooms/{room}"
        names = ("members", "invitations", "documents")
        members, invitations, documents = (self.call("GET", f"{at}/{name}")["items"] for name in names)
        whole = self.call("GET", at)
        return {
            "room": {name: value for name, value in whole.items() if name not in ("seq", "online")},
            "members": [(each["username"], each["role"]) for each in members],
            "invitations": [each["id"] for each in invitations],
            "programs": [
                (each["path"], self.call("GET", f"{at}/documents/{each['id']}")["content"])
                for each in documents
            ],
        }


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A real server in a process of its own, and somebody who has rooms there.

    In the end its log has to tell of nothing unexpected, and nothing may be left running or open.
    """
    target = Target(tmp_path_factory.mktemp("requests"), CONFIG)
    owner = Caller.named(target.server, OWNER)
    try:
        before = rehearsed(target, owner)
        yield owner
        owner.session.close()
        until(lambda: not left_over(target, before), "nothing to be left running or open", 60)
        assert target.faults() == []
    finally:
        owner.session.close()
        target.server.stop()


def rehearsed(target: Target, owner: Caller) -> Inside:
    """What there is in the server when all that is loaded and started once has been, and nobody is there."""
    room = owner.furnish()["room"][0]
    owner.session.get(f"{target.server.url}/api/timewarp/rooms/{room}/export", timeout=30).raise_for_status()
    owner.session.close()
    until(lambda: not any("flush" in name for name in look(target).tasks), "the room to be unloaded", 60)
    return look(target)


def left_over(target: Target, before: Inside) -> dict[str, int]:
    """Tasks and descriptors that were not there before."""
    grown = look(target).beyond(before)
    return {name: count for name, count in grown.items() if name.startswith(("task ", "open "))}


def described(path: str, method: str) -> Any:
    """One operation, for schemathesis. Signing in is the session's business: it would make up tokens."""
    whole = copy.deepcopy(description())
    whole["paths"] = {path: whole["paths"][path]}
    del whole["components"]["securitySchemes"], whole["paths"][path][method]["security"]
    return schemathesis.openapi.from_dict(whole)[path][method]


def requests_of(operation: Any, mode: GenerationMode, values: dict[str, list[Any]]) -> st.SearchStrategy[Any]:
    """Requests of one mode, three in four of them to an address that exists."""
    made = operation.as_strategy(generation_mode=mode)
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    if not names:
        return made
    parts = [{name: values[name][at % len(values[name])] for name in names} for at in range(3)]
    return st.one_of(
        *(operation.as_strategy(generation_mode=mode, path_parameters=each) for each in parts), made
    )


def with_real_values(case: Any, values: dict[str, list[Any]], data: st.DataObject) -> None:
    """Often put what exists into the fields of a valid request: it stays one."""
    for fields in (case.query, case.body):
        if isinstance(fields, dict):
            for name in fields.keys() & values.keys():
                if data.draw(st.booleans(), label=f"an existing {name}"):
                    fields[name] = data.draw(st.sampled_from(values[name]), label=name)


def can_be_wrong(path: str, method: str) -> bool:
    """Whether anything that an operation takes can be other than described."""
    said = description()["paths"][path][method]
    return "requestBody" in said or "parameters" in said or "{seq}" in path


@pytest.mark.parametrize(("path", "method"), operations())
def test_every_answer_to_a_valid_request_is_as_described(caller: Caller, path: str, method: str) -> None:
    values = caller.furnish()

    @sized
    @given(requests_of(described(path, method), GenerationMode.POSITIVE, values), st.data())
    def check(case: Any, data: st.DataObject) -> None:
        with_real_values(case, values, data)
        caller.check(case)

    check()


@pytest.mark.parametrize(("path", "method"), [each for each in operations() if can_be_wrong(*each)])
def test_what_the_description_forbids_is_refused(caller: Caller, path: str, method: str) -> None:
    @sized
    @given(requests_of(described(path, method), GenerationMode.NEGATIVE, caller.furnish()))
    def check(case: Any) -> None:
        caller.check(case)

    check()


ACCEPTING = ("/api/timewarp/invitations/{token}", "/timewarp/join/{token}")
"""Whoever has the link of an invitation becomes a member."""


@pytest.mark.parametrize("name", [VIEWER, STRANGER])
@pytest.mark.parametrize(("path", "method"), operations())
def test_who_may_only_read_or_is_a_stranger_changes_nothing(
    caller: Caller, path: str, method: str, name: str
) -> None:
    values = caller.furnish()
    room, asking = values["room"][0], Caller.named(caller.server, name)
    before = caller.sees(room)

    @settings(sized, max_examples=EXAMPLES or FEW // 3)
    @given(requests_of(described(path, method), GenerationMode.POSITIVE, values), st.data())
    def check(case: Any, data: st.DataObject) -> None:
        with_real_values(case, values, data)
        asking.check(case)

    check()
    asking.session.close()
    after = caller.sees(room)
    if path in ACCEPTING:
        before["members"], after["members"] = [], []
    assert after == before
