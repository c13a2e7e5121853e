"""A person who signs in."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class PersonManager(UserManager):
    """User manager with the tree of accounts."""

    def attached_to(self, person: "User"):
        """Return the accounts that `person` manages, directly or not (FAQ ANS, comptes)."""
        found, level = set(), {person.pk}
        while level:
            level = set(self.filter(manager__in=level).values_list("pk", flat=True)) - found
            found |= level
        return self.filter(pk__in=found - {person.pk})


class User(AbstractUser):
    """One person: one login and one address, unique whatever the case (E22)."""

    email = models.EmailField(_("adresse électronique"))
    manager = models.ForeignKey(
        "self",
        verbose_name=_("rattaché à"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attached",
    )
    convergence_login = models.CharField(_("identifiant Convergence"), max_length=150, blank=True)
    language = models.CharField(
        _("langue des messages"),
        max_length=2,
        choices=[("fr", _("français")), ("en", _("anglais"))],
        default="fr",
    )

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["last_name", "first_name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_ci",
                violation_error_message=_("Cet identifiant est déjà pris."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_ci",
                violation_error_message=_("Cette adresse électronique est déjà prise."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        """Write login and address in lower case, so that the forms compare what will be saved."""
        super().clean()
        self._lower()

    def save(self, **kwargs) -> None:
        """Keep login and address in lower case: sign-in looks for them that way."""
        self._lower()
        super().save(**kwargs)

    def _lower(self) -> None:
        self.username, self.email = self.username.lower(), self.email.lower()

    @property
    def initials(self) -> str:
        """Return up to two capitals: "CM" for Claire Martin."""
        names = [name for name in (self.first_name, self.last_name) if name] or [self.username]
        return "".join(name[0] for name in names).upper()

    @property
    def is_administrator(self) -> bool:
        """Return whether this person administers the whole site."""
        return self.is_active and self.is_superuser
