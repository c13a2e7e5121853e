"""The register of due dates: the only table that home, reminders and calendar read."""
