"""The screens of a dossier: its page, its chapters, one small screen per act."""
