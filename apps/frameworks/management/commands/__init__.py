"""Commands of the catalogues."""
