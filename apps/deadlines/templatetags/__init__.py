"""Template tags of due dates."""
