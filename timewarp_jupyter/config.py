"""What can be limited, as traits. The other settings are traits of ``TimeWarp`` in ``app.py``.

Every trait is set as any of Jupyter's (``c.Limits.max_connections = 500`` in ``jupyter_server_config.py``),
some by environment variable as well, for containers. All have help with their unit.
"""

from __future__ import annotations

import os
from typing import TypeVar

from traitlets import Float, Int, TraitError, default
from traitlets.config import Configurable

KIB = 1024
MIB = 1024 * KIB

Number = TypeVar("Number", int, float)


def env_number(name: str, kind: type[Number], fallback: Number) -> Number:
    """The environment variable ``name`` as a number, or ``fallback`` if it is not set or empty.

    Raises ``TraitError`` that names the variable: a server must not start with half of its limits.
    """
    raw = os.environ.get(name, "")
    if not raw:
        return fallback
    try:
        return kind(raw)
    except ValueError:
        raise TraitError(f"The environment variable {name} must be a number, and is {raw!r}.") from None


class Limits(Configurable):
    """What one user, one room and the whole server may use at most, and how often things happen."""

    max_frame_bytes = Int(MIB, min=KIB, help="Largest WebSocket frame that is read, in bytes.").tag(
        config=True
    )
    max_document_bytes = Int(
        4 * MIB, min=KIB, help="Largest document, in bytes of its encoded state with all its tombstones."
    ).tag(config=True)
    max_file_bytes = Int(MIB, min=1, help="Largest file that becomes a room's document, in bytes.").tag(
        config=True
    )
    max_bytes_per_minute = Int(
        8 * MIB,
        min=KIB,
        help="Bytes of edits and cursors per minute that one user may send to all documents.",
    ).tag(config=True)
    max_updates_per_second = Float(
        60.0, min=0.1, help="Edits per second that one user may send for long, over all connections."
    ).tag(config=True)
    max_updates_burst = Int(
        600, min=1, help="Edits that one user may send at once, above max_updates_per_second."
    ).tag(config=True)
    max_edits_per_message = Int(
        10_000,
        min=100,
        help="Places at which one message may insert, or delete, in a document: replacing a word everywhere "
        "is one each, a paste is one in all.",
    ).tag(config=True)
    max_client_ids = Int(
        50_000,
        min=1,
        help="Yjs client ids that may ever write in one document (a page load is one); one user may have a "
        "tenth of them.",
    ).tag(config=True)
    max_awareness_bytes = Int(
        4096, min=64, help="Largest awareness state (cursor, selections) of a client, in bytes."
    ).tag(config=True)
    max_awareness_clients = Int(8, min=1, help="Awareness clients that one connection may announce.").tag(
        config=True
    )
    outbox_bytes = Int(
        MIB,
        min=KIB,
        help="Bytes that wait for a slow client before it is sent one difference instead of every edit.",
    ).tag(config=True)
    max_connections = Int(
        min=1,
        help="WebSockets of all users together. Default 2000, or the environment variable "
        "MAX_CONCURRENT_SESSIONS.",
    ).tag(config=True)
    max_connections_per_user = Int(40, min=1, help="WebSockets of one user in all tabs.").tag(config=True)
    max_connections_per_room = Int(
        2000, min=1, help="WebSockets into one room: two or three for each tab."
    ).tag(config=True)
    max_documents_per_room = Int(500, min=1, help="Documents of one room.").tag(config=True)
    max_rooms_per_user = Int(200, min=1, help="Rooms that one user may have made and not deleted.").tag(
        config=True
    )
    max_rooms_per_day = Int(
        100, min=1, help="Rooms that one user may make in 24 hours, those deleted meanwhile as well."
    ).tag(config=True)
    max_members_per_room = Int(1000, min=1, help="Members that one room may have.").tag(config=True)
    max_invitations_per_room = Int(
        200, min=1, help="Invitations of one room that can be used or were made in the last 24 hours."
    ).tag(config=True)
    max_message_chars = Int(4000, min=1, help="Characters of one chat message.").tag(config=True)
    max_messages_per_second = Float(
        1.0, min=0.01, help="Chat messages per second that one user may send to a room for long."
    ).tag(config=True)
    max_messages_burst = Int(
        20, min=1, help="Chat messages that one user may send at once, above max_messages_per_second."
    ).tag(config=True)
    max_room_messages_per_second = Float(
        20.0, min=0.01, help="Chat messages per second that all users of a room may send for long."
    ).tag(config=True)
    max_room_messages_burst = Int(
        200, min=1, help="Chat messages in one room at once, above max_room_messages_per_second."
    ).tag(config=True)
    max_events_per_second = Float(
        20.0, min=0.1, help="Messages per second that one user may send to events sockets for long."
    ).tag(config=True)
    max_events_burst = Int(
        200,
        min=1,
        help="Messages that one user may send to events sockets at once, above max_events_per_second.",
    ).tag(config=True)
    max_archive_bytes = Int(
        32 * MIB, min=KIB, help="Largest archive of a room that can be uploaded or copied, in bytes."
    ).tag(config=True)
    max_archive_unpacked_bytes = Int(
        128 * MIB, min=KIB, help="Bytes of an uploaded archive when it is unpacked; it is held in memory."
    ).tag(config=True)
    max_archive_ratio = Int(
        200, min=1, help="How many times larger than packed a part of an archive above 1 MiB may be."
    ).tag(config=True)
    max_archive_entries = Int(2000, min=1, help="Files in an archive, two for each program.").tag(config=True)
    max_archive_records = Int(
        100_000, min=1, help="Edits, messages and lines of activity in an archive: they are one commit."
    ).tag(config=True)
    max_archive_seconds = Float(
        40.0, min=0.1, max=55.0, help="Seconds that reading an archive may take."
    ).tag(config=True)
    presence_interval = Float(
        0.1, min=0.01, max=1.0, help="Seconds in which changes of presence are gathered before they are told."
    ).tag(config=True)
    activity_window = Float(
        30.0, min=0.1, help="Seconds of one author's edits in one document that become one line of activity."
    ).tag(config=True)
    session_timeout = Float(
        min=0.0,
        help="Seconds after which a connection that sends nothing but signs of life is closed; 0 is never. "
        "Default 0, or the environment variable SESSION_TIMEOUT.",
    ).tag(config=True)
    reauthenticate_interval = Float(
        60.0,
        min=0.0,
        help="Seconds after which it is asked whether who opened a socket is still signed in; 0 never asks.",
    ).tag(config=True)
    ping_interval = Float(10.0, min=0.1, help="Seconds between two pings of a WebSocket.").tag(config=True)
    ping_timeout = Float(10.0, min=0.1, help="Seconds in which a ping must be answered.").tag(config=True)
    flush_interval = Float(
        0.016, min=0.0, max=1.0, help="Shortest time between two commits of a busy room, in seconds."
    ).tag(config=True)
    save_delay = Float(
        1.0, min=0.0, help="Seconds after the last change until a program's file is written."
    ).tag(config=True)
    save_max_delay = Float(
        5.0, min=0.0, help="Seconds after the first unsaved change until the file is written at the latest."
    ).tag(config=True)
    unload_after = Float(
        60.0, min=0.0, help="Seconds without a connection until a document leaves memory."
    ).tag(config=True)
    checkpoint_every = Int(
        5000, min=10, help="Updates of a document between two checkpoints of its whole state."
    ).tag(config=True)
    history_detail = Float(
        30.0,
        min=0.0,
        help="Days for which every edit is kept as it was typed; older history is folded into revisions. "
        "0 keeps everything.",
    ).tag(config=True)
    disk_poll_interval = Float(
        1.0, min=0.05, help="Seconds between two looks at the files of open documents."
    ).tag(config=True)
    commit_timeout = Float(
        30.0, min=0.1, help="Seconds that a commit may take before it counts as failed."
    ).tag(config=True)

    @default("max_connections")
    def _max_connections_default(self) -> int:
        return env_number("MAX_CONCURRENT_SESSIONS", int, 2000)

    @default("session_timeout")
    def _session_timeout_default(self) -> float:
        return env_number("SESSION_TIMEOUT", float, 0.0)
