"""What is in a checkpoint of Jupyter's, read without changing the file that it is of."""

from __future__ import annotations

import asyncio
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async

from ..errors import InvalidInput


async def checkpoint_text(contents: Any, checkpoint_id: str, path: str) -> str | None:
    """The text that going back to a checkpoint would write; None where its keeper writes the file by itself.

    Those who keep checkpoints can only be told to restore one: they are told to do so elsewhere. Raises
    ``InvalidInput`` (``not_text``).
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "checkpoint")
        elsewhere = _Elsewhere(contents, target)
        await ensure_async(contents.checkpoints.restore_checkpoint(elsewhere, checkpoint_id, path))
        try:
            return (await asyncio.to_thread(target.read_bytes)).decode()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise InvalidInput("This checkpoint holds no text.", code="not_text", reason=path) from error


class _Elsewhere:
    """The contents manager, with one other place for the file."""

    def __init__(self, contents: Any, target: Path) -> None:
        self._contents = contents
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._contents, name)

    def _get_os_path(self, path: str) -> str:
        return str(self._target)

    def save(self, model: dict[str, Any], path: str) -> asyncio.Future[None]:
        """What checkpoints that are no files are restored by: awaited by those of them that wait."""
        content = str(model["content"])
        self._target.write_bytes(b64decode(content) if model["format"] == "base64" else content.encode())
        saved = asyncio.get_running_loop().create_future()
        saved.set_result(None)
        return saved
