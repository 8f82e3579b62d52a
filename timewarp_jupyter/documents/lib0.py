"""The variable-length encoding of lib0, which the Yjs protocols are written in.

Source: https://github.com/dmonad/lib0, ``encoding.js`` and ``decoding.js``. Unsigned integers take 7 bits
a byte, lowest first; strings and byte arrays are preceded by their length in bytes.
"""

from __future__ import annotations

from ..errors import ProtocolError

MAX_VARUINT = 2**53 - 1
"""The largest integer that JavaScript clients can hold exactly."""


def truncated() -> ProtocolError:
    """The error for bytes that end in the middle of something."""
    return ProtocolError("The message ends too early.", reason="truncated")


def read_varuint(data: bytes, at: int) -> tuple[int, int]:
    """The unsigned integer at offset ``at``, and the offset behind it.

    Raises ``ProtocolError`` where the bytes end, the number is above 2**53 - 1, or it has more bytes than
    it takes: no client writes it so, and what is sent on as it came must read the same everywhere.
    """
    try:
        byte = data[at]
        if byte < 0x80:
            return byte, at + 1
        value = byte & 0x7F
        shift = 7
        while True:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 49:
                raise ProtocolError("A number is too large.", reason="varint")
    except IndexError:
        raise truncated() from None
    if value > MAX_VARUINT or not byte:
        raise ProtocolError("A number is too large.", reason="varint")
    return value, at + 1


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte array at offset ``at``, and the offset behind it."""
    length, at = read_varuint(data, at)
    end = at + length
    if end > len(data):
        raise truncated()
    return data[at:end], end


def read_string(data: bytes, at: int) -> tuple[str, int]:
    """The string at offset ``at``, and the offset behind it. Raises for bytes that are not UTF-8."""
    raw, at = read_bytes(data, at)
    try:
        return raw.decode(), at
    except UnicodeDecodeError:
        raise ProtocolError("A text is not UTF-8.", reason="utf-8") from None


def varuint(value: int) -> bytes:
    """An unsigned integer, encoded."""
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def var_bytes(value: bytes) -> bytes:
    """A byte array with its length before it."""
    return varuint(len(value)) + value


def var_string(value: str) -> bytes:
    """A string as UTF-8 with its length in bytes before it."""
    return var_bytes(value.encode())
