"""What rooms that are just being made have taken already, so that none waits for another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Claim:
    """One room that is not there yet. ``folders`` are all names of its folder, as far as it has one."""

    owner: str | None
    slug: str
    folders: Collection[str] = ()


class Claims:
    """The claims of all that is being made. Whoever asks and claims must not wait in between."""

    def __init__(self) -> None:
        self._open: list[Claim] = []

    @contextmanager
    def claim(self, owner: str | None, slug: str, *folders: str) -> Iterator[Claim]:
        """For as long as the block runs."""
        made = Claim(owner, slug, folders)
        self._open.append(made)
        try:
            yield made
        finally:
            self._open.remove(made)

    @property
    def slugs(self) -> set[str]:
        """All slugs."""
        return {claim.slug for claim in self._open}

    def folders(self, but: Claim | None = None) -> list[str]:
        """All folders; ``but`` leaves one claim out."""
        return [folder for claim in self._open if claim is not but for folder in claim.folders]

    def of(self, owner: str) -> int:
        """How many rooms somebody is making."""
        return sum(claim.owner == owner for claim in self._open)
