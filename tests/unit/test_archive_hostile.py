"""Archives that somebody made to do harm, or that were spoiled on their way: each is refused by its code."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from timewarp_jupyter.config import Limits
from timewarp_jupyter.errors import TimeWarpError
from timewarp_jupyter.rooms.archive.layout import ArchiveLimits
from timewarp_jupyter.rooms.archive.preparing import Prepared, prepare

LIMITS = ArchiveLimits(
    **{name: getattr(Limits(), name) for name in ArchiveLimits.__dataclass_fields__},
)
Entries = dict[str, bytes]


def edit(seq: int, *changes: list[Any], **other: Any) -> dict[str, Any]:
    """A record of a history."""
    record = {"seq": seq, "author": "p1", "at": 1, "started_at": None, "inserted": 1, "deleted": 0}
    return {**record, "changes": list(changes), **other}


def lines(*records: Any) -> bytes:
    """Records as an entry."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def room() -> tuple[Entries, dict[str, Any]]:
    """The entries of a good archive, and its manifest."""
    content = {
        "programs/a.bas": b"10 PRINT\n",
        "history/1.jsonl": lines(edit(3, [0, 0, "10\n"]), edit(4, [2, 0, " PRINT"])),
        "chat.jsonl": lines(message()),
        "activity.jsonl": b"",
    }
    document = {"path": "a.bas", "newline": "\n", "author": "p1", "at": 1, "seq": 3}
    manifest = {
        "format": "timewarp-room",
        "version": 1,
        "room": {"name": "Room", "default_role": "editor"},
        "people": {"p1": "Ana"},
        "documents": [document],
    }
    return content, manifest


def message(**other: Any) -> dict[str, Any]:
    """A message."""
    record = {"seq": 5, "id": "m1", "author": "p1", "body": "Hello", "mentions": [], "created_at": 1}
    return {**record, **other}


def facts(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def packed(content: Entries, manifest: dict[str, Any]) -> bytes:
    """An archive whose hashes are right."""
    listed = {name: facts(data) for name, data in content.items()}
    whole = {**content, "manifest.json": json.dumps({**manifest, "entries": listed}).encode()}
    return zipped(list(whole.items()))


def zipped(entries: list[tuple[str | zipfile.ZipInfo, bytes]], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", way) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # two of a name, on purpose
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Status and code with which an archive is refused."""

    def refuse(data: bytes, limits: ArchiveLimits = LIMITS) -> tuple[int, str]:
        with pytest.raises(TimeWarpError) as raised:
            opened(tmp_path, data, limits)
        return raised.value.status, raised.value.error_code

    return refuse


def opened(folder: Path, data: bytes, limits: ArchiveLimits = LIMITS) -> Prepared:
    """A good archive."""
    path = folder / "archive.zip"
    path.write_bytes(data)
    return prepare(str(path), limits)


def test_a_good_one_is_taken(tmp_path: Path):
    [program] = opened(tmp_path, packed(*room())).programs
    assert (program.path, program.history.text, len(program.history.updates)) == ("a.bas", "10 PRINT\n", 1)


@pytest.mark.parametrize(
    "name",
    [
        "../out", "programs/../../out", "/etc/passwd", "programs//etc/passwd", "programs/a\\b", "C:\\x",
        "programs/.git/config", ".hidden", "programs/a\0.bas", "programs/x/./y", "programs/%2e%2e/x",
        "programs/" + "x" * 300, "programs/e\u0301.bas", "programs/\u202etxt.bas", "programs/a.ipynb",
        "programs/folder/",
    ],
)  # fmt: skip
def test_paths_that_lead_elsewhere(refusal, name: str):
    assert refusal(raw_name(name)) == (400, "bad_path")


def raw_name(name: str) -> bytes:
    """The name as it is: ``ZipInfo`` itself would end it at NUL."""
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = name
    content, manifest = room()
    return zipped([(info, b"x"), ("manifest.json", json.dumps(manifest).encode()), *content.items()])


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("programs/a.bas", "archive_duplicate"),
        ("programs/A.BAS", "archive_duplicate"),
        ("other.txt", "archive_unknown_entry"),
        ("history/0.jsonl", "archive_unknown_entry"),
    ],
)
def test_names_that_collide_or_belong_to_nothing(refusal, second: str, code: str):
    content, _ = room()
    assert refusal(zipped([*content.items(), (second, b"x")])) == (400, code)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_what_is_no_file(refusal, kind: int):
    info = zipfile.ZipInfo("programs/b.bas")
    info.external_attr = (kind | 0o777) << 16
    assert refusal(zipped([(info, b"/etc/passwd")])) == (400, "archive_link")


def test_encrypted_and_strangely_packed_entries(refusal):
    data = bytearray(packed(*room()))
    at = data.rindex(b"PK\1\2")
    data[at + 8] |= 1
    assert refusal(bytes(data)) == (400, "archive_encrypted")
    assert refusal(zipped([("chat.jsonl", b"x" * 99)], zipfile.ZIP_LZMA)) == (400, "archive_compression")


def test_bombs(refusal):
    bomb = zipped([("programs/b.bas", bytes(3 * 1024 * 1024))])
    assert refusal(bomb) == (413, "archive_ratio")
    small = replace(LIMITS, max_archive_unpacked_bytes=1000)
    assert refusal(zipped([("programs/b.bas", bytes(1001))]), small) == (413, "archive_unpacked_too_large")
    few = replace(LIMITS, max_archive_entries=3)
    assert refusal(packed(*room()), few) == (413, "archive_too_many_entries")
    tight = replace(LIMITS, max_archive_bytes=100)
    assert refusal(packed(*room()), tight) == (413, "archive_too_large")


def test_entries_that_lie_in_each_other(refusal):
    content = bytes(range(256)) * 40
    data = zipped([("programs/a.bas", content)], zipfile.ZIP_STORED)
    start, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    entry = data[start:end]
    others = b"".join(entry.replace(b"programs/a.bas", b"programs/%c.bas" % letter) for letter in b"bcd")
    tail = bytearray(data[end:])
    tail[8:12] = (4).to_bytes(2, "little") * 2
    tail[12:16] = (4 * len(entry)).to_bytes(4, "little")
    assert refusal(data[:start] + entry + others + bytes(tail)) == (400, "archive_overlap")


def test_sizes_that_lie(refusal):
    data = bytearray(zipped([("programs/a.bas", b"x" * 5000)]))
    directory = data.rindex(b"PK\1\2")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data)) == (400, "archive_damaged")


def test_damage_on_the_way(refusal):
    data = packed(*room())
    assert refusal(data[:-1]) == (400, "not_an_archive")
    assert refusal(data[: len(data) // 2]) == (400, "not_an_archive")
    assert refusal(b"") == (400, "not_an_archive")
    assert refusal(b"x" + data) == (400, "archive_damaged")
    at = data.index(b"PK\3\4") + 30 + len("programs/a.bas") + 2
    assert refusal(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]) == (400, "archive_damaged")
    assert refusal(zipped([("chat.jsonl", b"")])) == (400, "not_an_archive")


def changed(change: Callable[[Entries, dict[str, Any]], None]) -> bytes:
    """A good archive, but for one thing; the hashes are right."""
    content, manifest = room()
    change(content, manifest)
    return packed(content, manifest)


def puts(name: str, value: Any) -> Callable[[Entries, dict[str, Any]], None]:
    """Another value in the manifest, or other content of an entry."""

    def put(content: Entries, manifest: dict[str, Any]) -> None:
        if isinstance(value, bytes):
            content[name] = value
        else:
            manifest[name] = value

    return put


DOCUMENT = room()[1]["documents"][0]
HISTORY = "history/1.jsonl"
NOWHERE = {"document": 9, "line": 1, "end_line": 1}
BEGIN = edit(3, [0, 0, "10 PRINT\n"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (puts("format", "zip"), "not_an_archive"),
        (puts("version", 2), "archive_version"),
        (puts("version", True), "archive_invalid"),
        (puts("room", {"name": "Room", "default_role": "owner"}), "archive_invalid"),
        (puts("people", {"olga": "Ana"}), "archive_invalid"),
        (puts("people", {"p1": "Ana" * 100}), "archive_invalid"),
        (puts("documents", [{**DOCUMENT, "author": "olga"}]), "archive_invalid"),
        (puts("documents", [{**DOCUMENT, "author": ":imported:x"}]), "archive_invalid"),
        (puts("documents", [{**DOCUMENT, "path": "../a.bas"}]), "archive_invalid"),
        (puts("documents", [{**DOCUMENT, "newline": "x"}]), "archive_invalid"),
        (puts("documents", [{**DOCUMENT, "at": 10**30}]), "archive_invalid"),
        (puts("documents", [DOCUMENT, DOCUMENT]), "archive_duplicate"),
        (puts("documents", []), "archive_incomplete"),
        (puts("programs/a.bas", b"\xff\xfe"), "not_text"),
        (puts("programs/a.bas", zipped([])), "archive_nested"),
        (puts("programs/a.bas", b"other text"), "archive_history"),
        (puts(HISTORY, lines(edit(2, [0, 0, "x"]))), "archive_history"),
        (puts(HISTORY, lines(BEGIN, edit(3, [0, 0, "x"]))), "archive_history"),
        (puts(HISTORY, lines(BEGIN, edit(4, [10, 0, "x"]))), "archive_history"),
        (puts(HISTORY, lines(BEGIN, edit(4, [0, 99, ""]))), "archive_history"),
        (puts(HISTORY, lines(edit(3, [0, 0, "😀"]), edit(4, [1, 0, "x"]))), "archive_history"),
        (puts(HISTORY, lines(BEGIN, edit(4, [0, 0, "\ud800"]))), "archive_invalid"),
        (puts(HISTORY, lines(BEGIN, edit(4, [-1, 0, "x"]))), "archive_invalid"),
        (puts(HISTORY, lines(BEGIN, edit(4, [True, 0, "x"]))), "archive_invalid"),
        (puts(HISTORY, lines(BEGIN, edit(4, author="p2"))), "archive_invalid"),
        (puts(HISTORY, b"[" * 100_000), "archive_invalid"),
        (puts(HISTORY, b'{"a":' * 5000), "archive_invalid"),
        (puts("chat.jsonl", b'{"seq": NaN}'), "archive_invalid"),
        (puts("chat.jsonl", lines(message(author="olga"))), "archive_invalid"),
        (puts("chat.jsonl", lines(message(mentions=["viv"]))), "archive_invalid"),
        (puts("chat.jsonl", lines(message(body=" "))), "archive_invalid"),
        (puts("chat.jsonl", lines(message(body="x" * 4001))), "archive_invalid"),
        (puts("chat.jsonl", lines(message(anchor=NOWHERE))), "archive_invalid"),
        (puts("activity.jsonl", lines({"seq": 1, "actor": "p1", "verb": "<b>", "at": 1})), "archive_invalid"),
        (puts("history/2.jsonl", lines(BEGIN)), "archive_incomplete"),
        (puts("programs/b.bas", b"x"), "archive_incomplete"),
    ],
)  # fmt: skip
def test_records_that_are_not_believed(refusal, change, code: str):
    status, found = refusal(changed(change))
    assert found == code
    assert 400 <= status < 500


def test_one_thing_changed_afterwards(refusal):
    content, manifest = room()
    listed = {name: facts(data) for name, data in content.items()}
    text = json.dumps({**manifest, "entries": listed}).encode()
    content["programs/a.bas"] = b"10 DRINK\n"
    assert refusal(zipped([*content.items(), ("manifest.json", text)])) == (400, "archive_hash")


def test_too_many_records_and_too_much_work(refusal):
    assert refusal(packed(*room()), replace(LIMITS, max_archive_records=2)) == (
        413,
        "archive_too_many_records",
    )
    assert refusal(packed(*room()), replace(LIMITS, max_archive_seconds=-1)) == (
        413,
        "archive_takes_too_long",
    )
    assert refusal(packed(*room()), replace(LIMITS, max_document_bytes=20)) == (
        413,
        "archive_document_too_large",
    )
    assert refusal(packed(*room()), replace(LIMITS, max_documents_per_room=0)) == (429, "too_many_documents")
