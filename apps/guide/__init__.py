"""The built-in guide: what the rules say, where they are written, what the site does of them."""
