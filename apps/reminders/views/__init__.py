"""Screens: the mails that were sent."""
