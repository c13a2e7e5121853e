"""Plumbing without a business word: refusals, tones, base tags, mail rendering, health."""
