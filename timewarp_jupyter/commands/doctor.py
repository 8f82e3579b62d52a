"""``jupyter timewarp doctor``: what is wrong with the store, and what to do."""

from __future__ import annotations

from .base import StoreCommand


class Doctor(StoreCommand):
    """Examines the store, also while the server runs. Ends with 1 where work is at risk."""

    name = "jupyter-timewarp-doctor"
    usage = "jupyter timewarp doctor"
    description = """Look for what is wrong with the store of this folder, and tell what to do.

    The server may be running. Nothing is changed. Ends with status 1 if work is at risk.
    """
    examples = "jupyter timewarp doctor\njupyter timewarp doctor --root-dir=/home/class"

    def run(self) -> int:
        """Examine, and print what was found."""
        from ..store.maintenance import doctor

        path = self.store_path
        findings = doctor(path)
        for finding in findings:
            print(f"{'!' if finding.serious else '-'} {finding.message}\n  {finding.advice}")
        if not findings:
            print(f"All is well with {path}.")
        return int(any(finding.serious for finding in findings))
