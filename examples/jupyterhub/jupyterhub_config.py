"""JupyterHub with one Time Warp server for the class: everybody signs in and works in one place.

For a real school replace the authenticator by the school's own (OAuth, LDAP, …), and put TLS before the
proxy. `docs/classroom.md` goes through it step by step.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent

# Who is there. Groups may come from the authenticator as well.
students = {"student1", "student2", "student3"}
teachers = {"teacher1"}
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["CLASS_PASSWORD"]
c.Authenticator.allowed_users = students | teachers
c.JupyterHub.load_groups = {
    "class1": {"users": sorted(students)},
    "teachers": {"users": sorted(teachers)},
}

# The class's server: run by the hub, open to these two groups, started again if it fails.
c.JupyterHub.services = [
    {
        "name": "classroom",
        "url": os.environ.get("CLASSROOM_URL", "http://127.0.0.1:8810"),
        "oauth_no_confirm": True,
        "command": ["jupyterhub-singleuser", f"--config={here / 'class_server_config.py'}"],
        "environment": {
            "JUPYTERHUB_DEFAULT_URL": "/lab",
            "CLASSROOM_FOLDER": os.environ.get("CLASSROOM_FOLDER", str(Path.cwd() / "classroom")),
        },
    }
]
c.JupyterHub.load_roles = [
    {"name": f"{group}-in-classroom", "groups": [group], "scopes": ["access:services!service=classroom"]}
    for group in ("class1", "teachers")
]

# People get no servers of their own here: the classroom is the place. A spawner that has no accounts of the
# system would start them as the hub's own account, with terminals; so nobody has the right to start one.
c.JupyterHub.load_roles.append({"name": "user", "scopes": ["read:users!user"]})
c.JupyterHub.default_url = "/services/classroom/"
c.JupyterHub.spawner_class = "simple"
