"""Numbers, strings and byte runs as lib0 encodes them.

The format is lib0's ``encoding.js``: seven bits per byte, least significant first, the top bit
saying that more follow. Strings and byte runs carry their length in bytes before them.
"""

from __future__ import annotations


def write_uint(value: int) -> bytes:
    """Encode an unsigned number."""
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_bytes(value: bytes) -> bytes:
    """Encode a run of bytes with its length."""
    return write_uint(len(value)) + value


def write_string(value: str) -> bytes:
    """Encode a string as UTF-8 with its length in bytes."""
    return write_bytes(value.encode())


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """Read an unsigned number at ``at``; answer it and the place after it.

    Raises IndexError if the data ends inside the number.
    """
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    value = byte & 0x7F
    shift = 7
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """Read a run of bytes with its length; answer it and the place after it."""
    size, at = read_uint(data, at)
    if at + size > len(data):
        raise IndexError("a run of bytes ends beyond the data")
    return data[at : at + size], at + size


def skip_signed(data: bytes, at: int) -> int:
    """The place after a signed number (first byte: six bits and a sign; then as unsigned)."""
    while data[at] >= 0x80:
        at += 1
    return at + 1
