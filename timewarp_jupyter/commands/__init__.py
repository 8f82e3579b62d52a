"""The command line: ``jupyter timewarp`` and what stands behind it."""
