"""Template tags of the screens that cross the apps."""
