"""How allauth behaves here: accounts are made by managers, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Refuse self-registration."""

    def is_open_for_signup(self, request):
        return False
