"""Commands of the reminders app."""
