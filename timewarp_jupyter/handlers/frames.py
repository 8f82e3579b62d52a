"""Reading WebSocket frames from bytes as they come (RFC 6455, section 5). Knows no sockets."""

from __future__ import annotations

from collections.abc import Iterator

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

PROTOCOL_ERROR, NOT_UTF8, TOO_BIG = 1002, 1007, 1009
"""Close codes of section 7.4.1."""

_FINAL, _RESERVED, _OPCODE = 0x80, 0x70, 0x0F
_MASKED, _LENGTH = 0x80, 0x7F
_IS_CONTROL = 0x8
_MASK_BYTES = 4
_LONGEST_CONTROL = 125
_MOST_PIECES = 10_000
"""Of one message. Empty ones are below every limit of bytes."""
_AT_ONCE = 32
"""Frames that are read before the other sockets have a turn. A read may bring ten thousand."""
_CLOSE_CODES = (range(1000, 1004), range(1007, 1015), range(3000, 5000))
"""Those that a close frame may name (section 7.4)."""


class BadFrame(Exception):
    """What came is no WebSocket. ``close`` is the code to say so with."""

    def __init__(self, close: int, message: str) -> None:
        super().__init__(message)
        self.close = close


class FrameReader:
    """Whole messages and control frames out of a client's bytes; ``most`` bytes are in a message.

    A few frames are read at a time. While it ``has_more``, feed on: with nothing, or with what comes next.
    """

    def __init__(self, most: int) -> None:
        self.has_more = False
        self._most = most
        self._rest = bytearray()
        self._missing = 0
        self._opcode = CONTINUATION
        self._begun = bytearray()
        self._pieces = 0

    @property
    def unread(self) -> int:
        """Bytes that wait here: of frames that were not read yet, or of one that has not come whole."""
        return len(self._rest)

    def add(self, data: bytes | bytearray) -> None:
        """Keep what has come for later."""
        self._rest += data
        self._missing -= len(data)
        self.has_more = self._missing <= 0

    def feed(self, data: bytes | bytearray = b"") -> Iterator[tuple[int, bytes]]:
        """(opcode, payload) of the next frames, as far as those are complete.

        Raises ``BadFrame`` behind what was good.
        """
        if self._rest:
            self.add(data)
            if not self.has_more:
                return  # a large frame comes in many pieces, and is looked at once
            data = self._rest
        self.has_more = False
        at, size, left, missing = 0, len(data), _AT_ONCE, 0
        while at < size and (header := self._header(data, at)) is not None:
            start, length = header
            end = start + length
            if end > size:
                missing = end - size
                break
            if not left:
                self.has_more = True
                break
            left -= 1
            payload = unmasked(data[start - _MASK_BYTES : start], data[start:end])
            message = self._message(data[at], payload)
            at = end
            if message is not None:
                yield message
        if self._rest:
            del self._rest[:at]
        elif at < size:
            self._rest += data[at:]
        self._missing = missing

    def clear(self) -> None:
        """Forget what has not been read."""
        self._rest, self._missing, self.has_more = bytearray(), 0, False

    def _header(self, data: bytes | bytearray, at: int) -> tuple[int, int] | None:
        """Where the payload of the next frame begins and how long it is; None where more must come first."""
        if len(data) < at + 2:
            return None
        first, second = data[at], data[at + 1]
        if first & _RESERVED or not second & _MASKED:
            raise BadFrame(PROTOCOL_ERROR, "frames of clients are masked, without extensions")
        length, start = second & _LENGTH, at + 2
        if first & _IS_CONTROL:
            if length > _LONGEST_CONTROL or not first & _FINAL:
                raise BadFrame(PROTOCOL_ERROR, "control frames are short and whole")
        elif length > _LONGEST_CONTROL:
            size = 2 if length == _LONGEST_CONTROL + 1 else 8
            if len(data) < start + size:
                return None
            length, start = int.from_bytes(data[start : start + size], "big"), start + size
        if length + len(self._begun) > self._most:
            raise BadFrame(TOO_BIG, "a message is too big")
        return (start + _MASK_BYTES, length) if len(data) >= start + _MASK_BYTES else None

    def _message(self, first: int, payload: bytes) -> tuple[int, bytes] | None:
        """A message that is complete with this frame, if one is."""
        opcode = first & _OPCODE
        if opcode in (CLOSE, PING, PONG):
            return opcode, payload
        if opcode not in (CONTINUATION, TEXT, BINARY) or (opcode == CONTINUATION) != bool(self._opcode):
            raise BadFrame(PROTOCOL_ERROR, "this kind of frame cannot come here")
        if first & _FINAL and opcode:
            return opcode, payload
        self._opcode = opcode or self._opcode
        self._begun += payload
        self._pieces += 1
        if self._pieces > _MOST_PIECES:
            raise BadFrame(TOO_BIG, "a message comes in too many pieces")
        if not first & _FINAL:
            return None
        whole = self._opcode, bytes(self._begun)
        self._opcode, self._begun, self._pieces = CONTINUATION, bytearray(), 0
        return whole


def unmasked(mask: bytes | bytearray, data: bytes | bytearray) -> bytes:
    """The payload as it was before the client masked it (section 5.3); the other way round as well."""
    size = len(data)
    pattern = (mask * (size // _MASK_BYTES + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(pattern, "little")).to_bytes(size, "little")


def close_code(payload: bytes) -> int | None:
    """The code of a client's close frame, None where it names none. 1002 for what is no code."""
    if not payload:
        return None
    code = int.from_bytes(payload[:2], "big")
    return code if len(payload) >= 2 and any(code in codes for codes in _CLOSE_CODES) else PROTOCOL_ERROR


def control(opcode: int, payload: bytes = b"") -> bytes:
    """A frame that is no message. ``payload`` has at most 125 bytes."""
    return bytes((_FINAL | opcode, len(payload))) + payload
