"""Commands that need several apps."""
