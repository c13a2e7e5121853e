"""Pages of certificates: the fleet, one of them, what is dropped, ordered and imported."""
