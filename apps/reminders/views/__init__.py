"""Screens: the mails that were sent, how sending goes, what waits for a decision."""
