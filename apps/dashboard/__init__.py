"""Screens that cross apps: home and portfolio."""
