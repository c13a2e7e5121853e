"""Pathways, DSR and milestones, homologation types, requirement catalogues."""
