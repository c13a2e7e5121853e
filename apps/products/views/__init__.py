"""Screens of products, one module per concern."""
