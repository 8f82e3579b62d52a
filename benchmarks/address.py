"""Where a document of a server is found: all that a load client needs to know of a peer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """A document's WebSocket, and what its messages look like. Picklable."""

    host: str
    port: int
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    #: What stands before every message (Hocuspocus: the document's name).
    prefix: bytes = b""
    #: Messages to send before the sync (Hocuspocus: authentication).
    hello: tuple[bytes, ...] = ()
    #: What a stock JupyterLab client gets after a save; None where there is no such thing.
    after_save: str | None = None
