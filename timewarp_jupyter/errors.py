"""The error tree, and the one table of WebSocket close codes.

Every error that a caller can cause or has to know of is a ``TimeWarpError`` with a stable ``code``.
At HTTP it becomes ``{"error": {"code", "message", "reason"}}`` with its ``status``; on a WebSocket it
becomes a close code of ``CLOSE_CODES``. 44xx is final, 45xx means "come back": stock Yjs clients
follow just that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CloseCode:
    """One way in which the server ends a WebSocket."""

    number: int
    meaning: str
    retryable: bool


PROTOCOL = CloseCode(4400, "not the protocol, or a second gap", False)
SIGNED_OUT = CloseCode(4401, "not signed in any longer", False)
FORBIDDEN = CloseCode(4403, "not a member, or refused repeatedly", False)
GONE = CloseCode(4404, "no such room or document, or deleted", False)
OTHER_HISTORY = CloseCode(4409, "another history, or a client id of another person", False)
TOO_LARGE = CloseCode(4413, "frame or document too large", False)
UNAVAILABLE = CloseCode(4503, "storage failed, or the server is leaving", True)
IDLE = CloseCode(4508, "idle longer than session_timeout", True)
TOO_MUCH = CloseCode(4529, "too much, or full", True)

CLOSE_CODES = {
    close.number: close
    for close in (
        PROTOCOL,
        SIGNED_OUT,
        FORBIDDEN,
        GONE,
        OTHER_HISTORY,
        TOO_LARGE,
        UNAVAILABLE,
        IDLE,
        TOO_MUCH,
    )
}


class TimeWarpError(Exception):
    """What all errors of this package have in common.

    ``code`` is stable and for programs, ``message`` says to a person what to do, ``reason`` adds what
    is particular to this case (a path, a limit, a name) and may be empty.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    close: ClassVar[CloseCode] = UNAVAILABLE

    def __init__(
        self, message: str, *, reason: str = "", code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        # What a caller has sent comes back in it, and may hold halves of characters: JSON can, UTF-8 cannot.
        self.reason = reason.encode("utf-8", "replace").decode("utf-8")
        self.error_code = code or type(self).code
        self.retry_after = retry_after

    def to_json(self) -> dict[str, dict[str, str]]:
        """The body of an HTTP answer, in the one error shape."""
        return {"error": {"code": self.error_code, "message": self.message, "reason": self.reason}}


class InvalidInput(TimeWarpError):
    """A body, a parameter or a path that is not what the interface asks for."""

    code = "invalid"
    status = 400
    close = PROTOCOL


class ProtocolError(TimeWarpError):
    """Bytes that are not the sync protocol, or an update that must not be applied."""

    code = "protocol"
    status = 400
    close = PROTOCOL


class Forbidden(TimeWarpError):
    """The caller's role does not allow the action."""

    code = "forbidden"
    status = 403
    close = FORBIDDEN


class NotFound(TimeWarpError):
    """No such room, document, member, invitation or revision."""

    code = "not_found"
    status = 404
    close = GONE


class Conflict(TimeWarpError):
    """The state of things does not allow it: a name taken, the last owner, a used-up link."""

    code = "conflict"
    status = 409
    close = OTHER_HISTORY


class OtherHistory(Conflict):
    """The client's document comes from another history, or writes under another's client id."""

    code = "other_history"


class TooLarge(TimeWarpError):
    """A frame, a document or a body above its limit."""

    code = "too_large"
    status = 413
    close = TOO_LARGE


class TooMuch(TimeWarpError):
    """A rate or a number of connections above its limit; ``retry_after`` is in seconds."""

    code = "too_much"
    status = 429
    close = TOO_MUCH


class Idle(TimeWarpError):
    """A connection on which nobody did anything for ``session_timeout``."""

    code = "idle"
    status = 408
    close = IDLE


class SignedOut(TimeWarpError):
    """The caller's sign-in is no longer valid."""

    code = "signed_out"
    status = 401
    close = SIGNED_OUT


class Unavailable(TimeWarpError):
    """The server is leaving, or cannot do it now."""

    code = "unavailable"
    status = 503
    close = UNAVAILABLE


class StorageFailed(Unavailable):
    """A commit or a read failed in the store; nothing of the commit is stored."""

    code = "storage_failed"
