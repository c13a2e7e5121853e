"""Forms of the acts on certificates."""
