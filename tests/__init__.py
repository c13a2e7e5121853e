"""Tests of the whole site: its rules, its rights, its settings."""
