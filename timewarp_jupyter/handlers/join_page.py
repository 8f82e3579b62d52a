"""The page that an invitation link opens, as HTML. Everything that comes from people is escaped.

It is light on purpose: no scripts, no fonts, no JupyterLab, so that it opens at once on a phone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tornado.escape import xhtml_escape

from ..rooms.colors import PALETTE

_COLORS = "".join(
    f".c{index}{{background:{color}}}" for index, color in enumerate(PALETTE)
)  # classes, for the policy allows no style attributes

STYLE = (
    """
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1d2433;--soft:#5b6474;--line:#8a93a3;
--go:#1a56c4;--on-go:#fff}
@media(prefers-color-scheme:dark){:root{--page:#14171d;--card:#1e232c;--text:#e8ebf0;--soft:#aab2c0;
--line:#6f7888;--go:#8ab4ff;--on-go:#10141b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1rem;
background:var(--page);color:var(--text);font:1.0625rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:27rem;padding:1.75rem;border-radius:1rem;background:var(--card);
box-shadow:0 1px 4px #0003}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:.25rem 0 1rem;color:var(--soft);overflow-wrap:anywhere}
label,legend{display:block;margin:0 0 .35rem;padding:0;font-weight:600}
fieldset{margin:0 0 1.5rem;padding:0;border:0}
input[type=text]{width:100%;margin:0 0 1.25rem;padding:.65rem .75rem;border:1px solid var(--line);
border-radius:.5rem;background:var(--page);color:var(--text);font:inherit}
.colors{display:flex;flex-wrap:wrap;gap:.5rem}
.colors input{appearance:none;width:2.25rem;height:2.25rem;margin:0;border-radius:50%;cursor:pointer;
border:3px solid var(--card)}
.colors input:checked{outline:3px solid var(--text)}
.go{display:block;width:100%;padding:.8rem;border:0;border-radius:.5rem;background:var(--go);
color:var(--on-go);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.go:focus-visible,input:focus-visible{outline:3px solid var(--text);outline-offset:2px}
"""
    + _COLORS
)

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""The Content-Security-Policy of these pages."""

_ROLES = {
    "owner": "an owner: you can change everything here, roles as well",
    "editor": "an editor: you can write programs together with the others",
    "viewer": "a viewer: you can watch, not change",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What the page asks and shows."""

    room: str
    role: str
    invited_by: str
    display_name: str
    name_fixed: bool
    color: str
    asks_person: bool
    xsrf: str


def page(title: str, content: str) -> str:
    """A whole page; ``title`` is escaped here, ``content`` is HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="same-origin">'
        f"<title>{xhtml_escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{content}</main></body></html>\n"
    )


def invitation_page(form: Form) -> str:
    """The page with the Join button."""
    inviter = f"{form.invited_by} invites you." if form.invited_by else "You are invited."
    person = _person(form) if form.asks_person else _as(form.display_name)
    return page(
        f"Join {form.room}",
        f"<h1>{xhtml_escape(form.room)}</h1>"
        f"<p>{xhtml_escape(inviter)} You will be {_ROLES[form.role]}.</p>"
        f'<form method="post"><input type="hidden" name="_xsrf" value="{xhtml_escape(form.xsrf)}">'
        f'{person}<button class="go" type="submit">Join</button></form>',
    )


def problem_page(heading: str, message: str, home: str) -> str:
    """A page that says why the link does not work, with a way on."""
    return page(
        heading,
        f"<h1>{xhtml_escape(heading)}</h1><p>{xhtml_escape(message)}</p>"
        f'<a class="go" href="{xhtml_escape(home)}">Open JupyterLab</a>',
    )


def _as(name: str) -> str:
    return f"<p>You join as <strong>{xhtml_escape(name)}</strong>.</p>"


def _person(form: Form) -> str:
    name = (
        _as(form.display_name)
        if form.name_fixed
        else '<label for="name">Your name</label><input type="text" id="name" name="display_name" '
        f'maxlength="40" required autocomplete="nickname" value="{xhtml_escape(form.display_name)}">'
    )
    return name + _swatches(PALETTE, form.color)


def _swatches(colors: Sequence[str], chosen: str) -> str:
    inputs = "".join(
        f'<input type="radio" class="c{index}" name="color" value="{color}" '
        f'aria-label="Colour {index + 1} of {len(colors)}"{" checked" if color == chosen else ""}>'
        for index, color in enumerate(colors)
    )
    return f'<fieldset><legend>Your colour</legend><div class="colors">{inputs}</div></fieldset>'
