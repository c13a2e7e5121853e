"""Forms of what happens after an award."""
