"""The doors by which files are only read or asked for, and the one that leads nowhere."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from .doors import Guard, Place


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


class FileIdGuard(Guard):
    """Before ``/api/fileid``, which tells the id of a path and the path of an id: for readers."""

    async def find(self, path: str) -> Place:
        """The place of the path that is asked about, or is the answer."""
        asked = self.get_argument("path", "")
        ids, file_id = self.settings.get("file_id_manager"), self.get_argument("id", "")
        if file_id and ids is not None and self.request.path.endswith("/path"):
            asked = ids.get_path(file_id) or ""
        return await super().find(asked)
