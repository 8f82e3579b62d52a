"""Building a WebSocket frame once for everyone.

Frames from a server are not masked (RFC 6455, section 5.1), so without per-message compression the same
bytes serve every peer.
"""

from __future__ import annotations

import struct

_TEXT_FINAL, _BINARY_FINAL = 0x81, 0x82


def text_frame(text: str) -> bytes:
    """One final text frame."""
    whole = frame(text.encode())
    return bytes((_TEXT_FINAL,)) + whole[1:]


def frame(payload: bytes) -> bytes:
    """One final binary frame."""
    length = len(payload)
    if length < 126:
        return bytes((_BINARY_FINAL, length)) + payload
    if length < 1 << 16:
        return struct.pack("!BBH", _BINARY_FINAL, 126, length) + payload
    return struct.pack("!BBQ", _BINARY_FINAL, 127, length) + payload
