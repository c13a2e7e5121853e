"""Modifications after award and their notification."""
