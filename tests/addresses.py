"""Every address of the site, as the resolver knows it, with the policy it declares."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

PUBLIC_ACCOUNT_PAGES = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
}
SIGNED_IN_ACCOUNT_PAGES = {
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
}
"""What allauth brings, which declares nothing itself."""


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its named arguments, its view, how many are unnamed."""

    name: str
    arguments: tuple[str, ...]
    view: object
    unnamed: int = 0

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name

    @property
    def policy(self):
        """Return what the view declares, None when it declares nothing."""
        return getattr(self.view, "policy", None)

    @property
    def namespace(self) -> str:
        """Return the app that it belongs to, "" for allauth."""
        return self.name.rpartition(":")[0]

    def url(self, values: dict) -> str:
        """Return the path for these arguments."""
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


def addresses() -> list[Address]:
    """Return every pattern of the site."""
    return list(_walk(get_resolver().url_patterns, ()))


def ours() -> list[Address]:
    """Return those of our own apps."""
    return [each for each in addresses() if each.namespace not in {"", "admin"}]


def _walk(patterns, namespaces):
    for each in patterns:
        if isinstance(each, URLPattern):
            name = ":".join([*namespaces, each.name or ""])
            groups = each.pattern.regex
            named = tuple(sorted(groups.groupindex))
            yield Address(name, named, each.callback, groups.groups - len(named))
        else:
            inner = (*namespaces, each.namespace) if each.namespace else namespaces
            yield from _walk(each.url_patterns, inner)
