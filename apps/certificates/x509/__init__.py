"""Read certificate files: which are certificates, what they say, and which hold a private key."""
