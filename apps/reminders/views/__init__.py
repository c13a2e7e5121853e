"""Screens: the sent mails, how sending goes, what the site tells, how messages come."""
