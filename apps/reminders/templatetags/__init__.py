"""Template tags of the reminders app."""
