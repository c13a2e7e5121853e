"""Guard of the award: everything conforme, everything obtained, the clock not stopped."""

from django.utils.translation import gettext as _

from apps.core.refusals import Blocker
from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.guards.grounds import (
    ALL_CONFORM,
    MENDED,
    SAME_NUMBER,
    WHOLE_SET,
    blocker,
    product_url,
)
from apps.dossiers.guards.proofs import not_conform
from apps.dossiers.guards.review import not_obtained
from apps.dossiers.models import Dossier


def award(dossier: Dossier, *, on=None, convention_nil: str = "") -> list[Blocker]:
    """All blocking proofs conformes, all CNDA decisions held, no return open, one NIL."""
    return [
        *_clock(dossier),
        *not_conform(dossier, ALL_CONFORM),
        *not_obtained(dossier),
        *number_blockers(dossier, convention_nil),
    ]


def _clock(dossier: Dossier) -> list[Blocker]:
    url = dossier.get_absolute_url()
    if dossier.clock_started_on is None:
        label = _("Déclarez d’abord le dossier complet.")
        return [blocker("not_complete", label, WHOLE_SET, url)]
    if open_returns(live_events(dossier)):
        label = _("Redéposez d’abord ce que l’ANS a renvoyé : l’horloge est arrêtée.")
        return [blocker("clock_paused", label, MENDED, url)]
    return []


def number_blockers(dossier: Dossier, convention_nil: str) -> list[Blocker]:
    """Return what keeps the NIL written on the convention from being the product's (FAQ ANS)."""
    written, ours = _bare(convention_nil), _bare(dossier.product.nil or "")
    if not written or written == ours:
        return []
    label = _("Accordez le NIL de la convention (%(written)s) et celui du produit (%(ours)s).") % {
        "written": convention_nil,
        "ours": dossier.product.nil or _("non renseigné"),
    }
    return [blocker("nil_mismatch", label, SAME_NUMBER, product_url(dossier))]


def _bare(number: str) -> str:
    return "".join(number.split()).upper()
