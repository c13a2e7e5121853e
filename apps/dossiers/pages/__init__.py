"""What the screens of a dossier show, read from models, clock and guards; nothing is written."""
