"""Questions asked to dossiers."""

from django.db import models

from apps.dossiers.states import (
    OPEN,
    TO_MEND,
    UNDER_REVIEW,
    ClockState,
    ProofState,
    Settled,
)
from apps.products.querysets import ProductScopedQuerySet


class DossierQuerySet(ProductScopedQuerySet):
    """Dossiers."""

    def open(self):
        """Return those that no decision has closed."""
        return self.filter(state__in=OPEN)

    def under_review(self):
        """Return those in the hands of the ANS, or sent back by it."""
        return self.filter(state__in=UNDER_REVIEW)

    def paused(self):
        """Return those whose clock waits for us."""
        return self.filter(clock_state=ClockState.PAUSED)

    def for_display(self):
        """Load what a line of a list shows."""
        return self.select_related(
            "product", "product_version", "pathway", "dsr__dispositif", "responsible"
        )

    def for_page(self):
        """Load what the page of a dossier shows."""
        return self.for_display().select_related(
            "product__publisher",
            "product_version__product",
            "catalog__catalog",
            "dsr__dispositif__couloir",
        )


class DossierPartQuerySet(ProductScopedQuerySet):
    """Rows that belong to a dossier."""

    product_path = "dossier__product_id"


class ReviewEventQuerySet(DossierPartQuerySet):
    """Facts of the ANS review."""

    def live(self):
        """Return those that nobody voided."""
        return self.filter(voided_at__isnull=True)


class RoundQuerySet(DossierPartQuerySet):
    """Deposits to the ANS."""

    def live(self):
        """Return those whose fact nobody voided, and whose chapter nobody took back."""
        return self.filter(event__voided_at__isnull=True, taken_back_on__isnull=True)

    def examined(self):
        """Return the live ones that begin or resume the review: the days that the ANS counts from.

        A chapter submitted by itself waits for the others (E4), so it is not one of them: the
        freshness of its proofs is judged with the whole set.
        """
        return self.live().exclude(event__isnull=True, chapter__isnull=False)

    def for_page(self):
        """Load what the page of a round shows around its lines."""
        return self.select_related(
            "dossier__product",
            "dossier__product_version__product",
            "dossier__pathway",
            "chapter",
            "event__voided_by",
            "recorded_by",
        )


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values):
        """Refuse to change rows."""
        raise TypeError("these rows never change")

    def delete(self):
        """Refuse to delete rows."""
        raise TypeError("these rows never go")


class ExpectedProofQuerySet(DossierPartQuerySet):
    """Expected proofs."""

    def current(self):
        """Return those that the dossier's version of the catalogue asks for."""
        return self.filter(dropped_on__isnull=True)

    def dropped(self):
        """Return those that another version asked for; their files stay."""
        return self.filter(dropped_on__isnull=False)

    def applicable(self):
        """Return those that the dossier's profiles ask for."""
        return self.exclude(state=ProofState.NON_APPLICABLE)

    def applicable_or_aside(self):
        """Return those that the profiles ask for, also where somebody decided otherwise, or chose
        another case."""
        return self.applicable() | self.put_aside() | self.current().filter(case_kept=False)

    def put_aside(self):
        """Return those that somebody decided not to answer."""
        return self.current().filter(aside_on__isnull=False)

    def blocking(self):
        """Return the applicable ones that an award waits for."""
        return self.applicable().filter(blocking=True)

    def unjudged(self):
        """Return those that the ANS did not find conformes."""
        return self.exclude(state=ProofState.CONFORME)

    def to_mend(self):
        """Return those that the ANS sent back and that have no new version yet."""
        return self.filter(state__in=TO_MEND)

    def for_offers(self):
        """Load what tells whether the same proof passed elsewhere."""
        return self.select_related("dossier__product", "catalog_proof__requirement")

    def within(self, chapter=None):
        """Return those of one chapter, or all of them without one."""
        return self if chapter is None else self.filter(chapter=chapter)


class ProofAnswerQuerySet(ProductScopedQuerySet):
    """Versions laid on expected proofs."""

    product_path = "proof__dossier__product_id"

    def live(self):
        """Return those that were not taken off."""
        return self.filter(removed_on__isnull=True)

    def files(self):
        """Return those that are documents, not words."""
        return self.filter(version__isnull=False)

    def doubtful(self):
        """Return those whose wording changed since, and that nobody has looked at again."""
        return self.live().filter(reworded_from__isnull=False)


class ProofVerdictQuerySet(ProductScopedQuerySet):
    """Verdicts of the ANS."""

    product_path = "proof__dossier__product_id"

    def live(self):
        """Return those that nobody voided."""
        return self.filter(voided_on__isnull=True)


class TrayFileQuerySet(DossierPartQuerySet):
    """Files of the tray of a dossier."""

    def waiting(self):
        """Return those still to be laid."""
        return self.filter(settled=Settled.WAITING)

    def taking_room(self, product):
        """Return those whose contents count in the room of `product`, though not laid yet."""
        return self.waiting().filter(dossier__product=product)

    def settled(self):
        """Return those that were laid, left out or taken off the list."""
        return self.exclude(settled=Settled.WAITING)


class ProofBatchQuerySet(DossierPartQuerySet):
    """Acts on many proofs at once."""

    def undoable(self, *, by, since):
        """Return those of this person, done since that moment and not undone."""
        return self.filter(done_by=by, undone_at__isnull=True, done_at__gte=since)
