"""What a person looks at: their own work, or that of everyone on their products."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.products.models import Event


@dataclass(frozen=True)
class Scope:
    """Rows that `user` may see: those they answer for, or all of them when `team` is set."""

    user: User
    team: bool

    def deadlines(self):
        """Return the open due dates."""
        return self._mine(Deadline.objects.visible_to(self.user).open())

    def dossiers(self):
        """Return the dossiers."""
        return self._mine(Dossier.objects.visible_to(self.user))

    def events(self):
        """Return the journal, newest first; it is the same for both scopes."""
        return Event.objects.visible_to(self.user).order_by("-pk")

    def _mine(self, rows):
        return rows if self.team else rows.filter(responsible=self.user)
