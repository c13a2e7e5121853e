"""People: user, manager tree, sign-in."""
