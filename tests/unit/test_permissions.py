"""Every role, action, lock and visibility, against tables written out by hand."""

from __future__ import annotations

import itertools

import pytest

from timewarp_jupyter.rooms.permissions import Action, Member, decide

OWNER_ONLY = {Action.INVITE, Action.CHANGE_ROLES, Action.CHANGE_ROOM, Action.DELETE_ROOM}
CHANGES = {Action.EDIT, Action.CREATE, Action.RENAME, Action.DELETE, Action.RESTORE}
READS = {Action.READ, Action.JOIN, Action.CHAT, Action.EXPORT}

# (role, locked, visibility) -> what is allowed; a room that is not deleted.
ALLOWED = {
    ("owner", False, "open"): set(Action),
    ("owner", False, "invite"): set(Action),
    ("owner", True, "open"): set(Action),
    ("owner", True, "invite"): set(Action),
    ("editor", False, "open"): READS | CHANGES,
    ("editor", False, "invite"): READS | CHANGES,
    ("editor", True, "open"): READS,
    ("editor", True, "invite"): READS,
    ("viewer", False, "open"): READS,
    ("viewer", False, "invite"): READS,
    ("viewer", True, "open"): READS,
    ("viewer", True, "invite"): READS,
    (None, False, "open"): {Action.READ, Action.JOIN},
    (None, False, "invite"): set(),
    (None, True, "open"): {Action.READ, Action.JOIN},
    (None, True, "invite"): set(),
}


def member(role, locked=False, visibility="invite", deleted=False, default_role="editor"):
    return Member("ana", role, locked, deleted, visibility, default_role)


def test_the_sets_cover_every_action():
    assert set(Action) == OWNER_ONLY | CHANGES | READS


@pytest.mark.parametrize(("standing", "allowed"), ALLOWED.items(), ids=str)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("default_role", ["editor", "viewer"])
def test_decision_of_every_case(standing, allowed, action, default_role):
    role, locked, visibility = standing
    decision = decide(member(role, locked, visibility, default_role=default_role), action)
    assert decision.allowed == (action in allowed)
    assert bool(decision.reason) != decision.allowed


@pytest.mark.parametrize("action", Action)
def test_a_deleted_room_can_only_be_brought_back_by_its_owners(action):
    for role, locked, visibility in itertools.product(
        ("owner", "editor", "viewer", None), (True, False), ("open", "invite")
    ):
        decision = decide(member(role, locked, visibility, deleted=True), action)
        assert decision.allowed == (role == "owner" and action is Action.CHANGE_ROOM)


def test_reasons_tell_what_stands_in_the_way():
    assert "locked" in decide(member("editor", locked=True), Action.EDIT).reason
    assert "viewer" in decide(member("viewer"), Action.EDIT).reason
    assert "owner" in decide(member("editor"), Action.INVITE).reason
    assert "not a member" in decide(member(None), Action.READ).reason
    assert "Join" in decide(member(None, visibility="open"), Action.EDIT).reason
    assert "deleted" in decide(member("editor", deleted=True), Action.READ).reason
