"""The class's server behind JupyterHub. All programs and the store are in CLASSROOM_FOLDER."""

import os
from pathlib import Path

c = get_config()  # noqa: F821

folder = Path(os.environ["CLASSROOM_FOLDER"])
folder.mkdir(parents=True, exist_ok=True)
c.ServerApp.root_dir = str(folder)

# Owners of every room are those in the hub's group "teachers". New rooms are for invited people only, which
# is the default on a hub.
c.TimeWarp.teachers = ["group:teachers"]

# One server and one account of the system for everybody: no terminals. Kernels run as that account as well;
# whoever may start one can read and write all files, whatever their role in a room.
c.ServerApp.terminals_enabled = False

# A change of groups or an ended session is seen after this many seconds.
c.HubOAuth.cache_max_age = 60
