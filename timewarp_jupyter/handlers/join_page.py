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
.go:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--text);outline-offset:2px}
"""
    + _COLORS
    + "form+form,details{margin-top:.75rem}details form{margin-top:1rem}"
    "summary{padding:.65rem;border:1px solid var(--line);border-radius:.5rem;text-align:center;"
    "font-weight:600;cursor:pointer}"
)

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""The Content-Security-Policy of these pages."""

NEW = "new"
"""The ``person`` of the form that stands for somebody else."""

_ADVICE = {
    "invitation_expired": "It was made for a certain time, and that is over. Tell whoever gave it to you, "
    "your teacher perhaps, that the link has expired, and ask for a new one.",
    "invitation_used_up": "It was made for a certain number of people, and they have all come. Ask whoever "
    "gave it to you for a link for one more. Were you in the room before? Then open JupyterLab in the "
    "browser that you used: the room is in the list of Time Warp.",
    "invitation_revoked": "Somebody who looks after the room has taken the link back. Ask them for a new "
    "one, and whether you are meant to have it.",
    "no_such_invitation": "Is the whole address there? The end of a long link is easily lost: copy it "
    "again, or scan the code once more. If it still does not work, the room may have been deleted: ask "
    "whoever gave you the link.",
    "too_many_people": "Go back, and choose one of those who use this browser already.",
}
"""What to do about a link that does not work, by the code of the error."""

_ROLES = {
    "owner": "an owner: you can change everything here, roles as well",
    "editor": "an editor: you can write programs together with the others",
    "viewer": "a viewer: you can watch, not change",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """A browser in which there may be several people."""

    known: Sequence[tuple[str, str]]
    """User names and names of those who can go in."""
    takes_more: bool
    """Whether somebody else can."""
    color: str
    """What is offered to somebody else."""


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
    shared: Shared | None = None


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
    return page(
        f"Join {form.room}",
        f"<h1>{xhtml_escape(form.room)}</h1>"
        f"<p>{xhtml_escape(inviter)} You will be {_ROLES[form.role]}.</p>"
        f"{_ways(form)}",
    )


def _ways(form: Form) -> str:
    shared = form.shared
    if shared is None or (not shared.known and form.asks_person):
        person = _person(form) if form.asks_person else _as(form.display_name)
        return _posted(form, person, "Join")
    ways = [_posted(form, _hidden("person", username), f"Go in as {name}") for username, name in shared.known]
    if shared.takes_more:
        somebody = _hidden("person", NEW) + _asked_name("") + _swatches(PALETTE, shared.color)
        ways.append(
            f"<details><summary>I am somebody else</summary>{_posted(form, somebody, 'Join')}</details>"
        )
    return "".join(ways)


def _posted(form: Form, content: str, button: str) -> str:
    return (
        f'<form method="post">{_hidden("_xsrf", form.xsrf)}{content}'
        f'<button class="go" type="submit">{xhtml_escape(button)}</button></form>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{xhtml_escape(value)}">'


def problem_page(heading: str, message: str, home: str, code: str = "") -> str:
    """A page that says why the link does not work, what to do about it, and a way on."""
    advice = _ADVICE.get(code, "")
    return page(
        heading,
        f"<h1>{xhtml_escape(heading)}</h1><p>{xhtml_escape(message)}</p>"
        + (f"<p>{xhtml_escape(advice)}</p>" if advice else "")
        + f'<a class="go" href="{xhtml_escape(home)}">Open JupyterLab</a>',
    )


def _as(name: str) -> str:
    return f"<p>You join as <strong>{xhtml_escape(name)}</strong>.</p>"


def _person(form: Form) -> str:
    name = _as(form.display_name) if form.name_fixed else _asked_name(form.display_name)
    return name + _swatches(PALETTE, form.color)


def _asked_name(value: str) -> str:
    return (
        '<label for="name">Your name</label><input type="text" id="name" name="display_name" '
        f'maxlength="40" required autocomplete="nickname" value="{xhtml_escape(value)}">'
    )


def _swatches(colors: Sequence[str], chosen: str) -> str:
    inputs = "".join(
        f'<input type="radio" class="c{index}" name="color" value="{color}" '
        f'aria-label="Colour {index + 1} of {len(colors)}"{" checked" if color == chosen else ""}>'
        for index, color in enumerate(colors)
    )
    return f'<fieldset><legend>Your colour</legend><div class="colors">{inputs}</div></fieldset>'
