"""Template tags of the screens of a dossier."""
