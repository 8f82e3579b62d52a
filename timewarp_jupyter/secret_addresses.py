"""Addresses that are a permission: who reads a log must not get into a room by it."""

from __future__ import annotations

import logging
import re

_SLASH = "(?:/|%(?:25)*2F)"
"""Also as it stands in the address of a login that leads back."""
_INVITATION = re.compile(f"(timewarp{_SLASH}(?:join|invitations){_SLASH})[\\w-]+", re.IGNORECASE)
_TORNADO = ("tornado.access", "tornado.application", "tornado.general")


def without_tokens(text: str) -> str:
    """A text with addresses, without the tokens of invitations in them."""
    return _INVITATION.sub(r"\1[secret]", text)


class _Tokens(logging.Filter):
    """Takes the tokens of invitations out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through."""
        text = record.getMessage()
        clean = without_tokens(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


_TOKENS = _Tokens()


def keep_out_of_logs(*loggers: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
    """Keep tokens out of these logs, and out of those that Tornado writes itself."""
    for logger in (*map(_plain, loggers), *map(logging.getLogger, _TORNADO)):
        logger.addFilter(_TOKENS)


def _plain(logger: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> logging.Logger:
    return logger.logger if isinstance(logger, logging.LoggerAdapter) else logger
