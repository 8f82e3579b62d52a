"""Writing a file beside the event loop, where Jupyter's own manager keeps files on a disk.

The manager copies, empties and syncs a file on the loop. A busy disk takes a third of a second for that, a
network home more, and as long nobody sees anybody's edit.
"""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager, FileContentsManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager

from .workspace_calls import FILES

_STOCK = (FileContentsManager, AsyncFileContentsManager, LargeFileManager, AsyncLargeFileManager)


async def save(manager: Any, model: dict[str, Any], path: str) -> dict[str, Any]:
    """``manager.save`` for a text file: the same hooks, errors, event and answer.

    A manager whose saving is not Jupyter's own is asked itself.
    """
    if not saves_as_jupyter_does(manager):
        asked: dict[str, Any] = await ensure_async(manager.save(model, path))
        return asked
    manager.run_pre_save_hooks(model=model, path=path)
    os_path = manager._get_os_path(path)
    await FILES.run(_write, manager, os_path, model["content"].encode())
    saved: dict[str, Any] = await ensure_async(manager.get(path, content=False))
    manager.run_post_save_hooks(model=saved, os_path=os_path)
    manager.emit(data={"action": "save", "path": path})
    return saved


def saves_as_jupyter_does(manager: Any) -> bool:
    """Whether a manager writes what it is given, and nothing else."""
    return all(
        any(getattr(type(manager), name, None) is getattr(stock, name) for stock in _STOCK)
        for name in ("save", "_save_file")
    )


def _write(manager: Any, os_path: str, data: bytes) -> None:
    with manager.atomic_writing(os_path, text=False) as file:
        file.write(data)
