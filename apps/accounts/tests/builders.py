"""People for tests."""

from apps.accounts.models import User

PASSWORD = "un-mot-de-passe-solide"


def make_user(username="alice", **fields) -> User:
    """Return a saved person whose address follows the login."""
    fields.setdefault("email", f"{username}@example.org")
    fields.setdefault("first_name", username.capitalize())
    superuser = fields.pop("is_superuser", False)
    return User.objects.create_user(
        username, password=PASSWORD, is_superuser=superuser, is_staff=superuser, **fields
    )
