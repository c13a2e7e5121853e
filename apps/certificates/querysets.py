"""Questions asked to certificates and to what surrounds them."""

from datetime import date

from django.db.models import Count, F, Q

from apps.certificates.states import CertificateState, Window
from apps.products.querysets import ProductScopedQuerySet
from apps.rules.book import CERTIFICATE_RENEWAL_WINDOW
from apps.rules.counting import due_date

TO_REPLACE = Q(state=CertificateState.EXPIRE, renewed_by__isnull=True, given_up_on__isnull=True)
"""Expired, neither replaced nor given up."""


class CertificateQuerySet(ProductScopedQuerySet):
    """Certificates."""

    def open(self):
        """Return those that somebody still answers for: ordered, active, or to be replaced."""
        waiting = Q(state__in=[CertificateState.COMMANDE, CertificateState.ACTIF])
        return self.filter(waiting | TO_REPLACE)

    def active(self):
        """Return those in service."""
        return self.filter(state=CertificateState.ACTIF)

    def to_replace(self, *, on: date):
        """Return those that are over on the day `on`, neither replaced nor given up."""
        return self.filter(TO_REPLACE | Q(state=CertificateState.ACTIF, valid_until__lt=on))

    def over(self, *, on: date):
        """Return the active ones whose last day is over: that day itself is still valid (E17)."""
        return self.active().filter(valid_until__lt=on)

    def in_window(self, window: str, *, on: date):
        """Return those that stand in that window of the calendar on the day `on`."""
        edge = due_date(on, CERTIFICATE_RENEWAL_WINDOW)
        if window == Window.OVER:
            active = Q(state=CertificateState.ACTIF, valid_until__lt=on)
            return self.filter(active | Q(state=CertificateState.EXPIRE))
        if window == Window.RENEW:
            return self.active().filter(valid_until__gte=on, valid_until__lte=edge)
        return self.active().filter(valid_until__gt=edge)

    def by_expiry(self):
        """Order by last day, those still without a date last."""
        return self.order_by(F("valid_until").asc(nulls_last=True), "pk")

    def figures(self, *, on: date) -> dict[str, int]:
        """Return how many are ordered, quiet, to be renewed and to be replaced on the day `on`."""
        edge = due_date(on, CERTIFICATE_RENEWAL_WINDOW)
        active = Q(state=CertificateState.ACTIF)
        return self.aggregate(
            ordered=Count("pk", filter=Q(state=CertificateState.COMMANDE)),
            quiet=Count("pk", filter=active & Q(valid_until__gt=edge)),
            to_renew=Count("pk", filter=active & Q(valid_until__gte=on, valid_until__lte=edge)),
            over=Count("pk", filter=TO_REPLACE | active & Q(valid_until__lt=on)),
        )

    def for_display(self):
        """Load what a line of the fleet, or the head of a page, shows."""
        return self.select_related("product", "responsible")


class OrderQuerySet(ProductScopedQuerySet):
    """Orders of certificates."""

    def open(self):
        """Return those that are not sent, or still have a certificate to collect."""
        waiting = self.filter(certificates__state=CertificateState.COMMANDE).values("pk")
        return self.filter(pk__in=waiting)

    def for_display(self):
        """Load what a line or a page shows."""
        return self.select_related("product", "responsible")


class CpaCardQuerySet(ProductScopedQuerySet):
    """CPA cards of technical administrators."""

    def current(self):
        """Return those in use."""
        return self.filter(replaced_on__isnull=True)
