"""The doors by which files are only read, and the one that leads nowhere."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from .doors import Guard


class HiddenHandler(JupyterHandler):
    """Nothing is here, for whoever asks."""

    async def prepare(self, **options: Any) -> None:
        """404, and 403 for those who are not signed in, as for everything else."""
        await super().prepare(**options)
        if not self._finished:
            raise HTTPError(404 if self.current_user is not None else 403)


class PageGuard(Guard):
    """Before ``/files``, ``/view`` and ``/nbconvert``: for readers."""

    answers_json = False
