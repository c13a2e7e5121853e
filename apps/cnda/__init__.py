"""CNDA requests per product version and homologation; montage coverage."""
