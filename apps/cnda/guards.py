"""What stands in the way of an act on a CNDA request or a montage: one list for all."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CLOSED_WITHOUT, EAI, CndaOutcome, CndaStatus
from apps.core.refusals import Blocker

WHILE_OPEN = ("advance", "return", "check", "screenshot", "refuse", "abandon")
WHILE_LIVE = ("attestation", "letter", "take_off_letter", "update")


def blockers(request: CndaRequest, verb: str, *, to: str = "") -> list[Blocker]:
    """Return what keeps `verb` from being done with this request.

    `verb`: one of `WHILE_OPEN`, `WHILE_LIVE`; `to`: for "advance", the status asked for, "" for
    the next one.
    """
    if verb in WHILE_OPEN and not request.is_open:
        return [_closed(request)]
    if verb in WHILE_LIVE and request.outcome in CLOSED_WITHOUT:
        return [_closed(request)]
    check = {"advance": _forward, "return": _back, "take_off_letter": _letter_there}.get(verb)
    return check(request, to) if check else []


def _closed(request) -> Blocker:
    outcome = CndaOutcome(request.outcome)
    if outcome == CndaOutcome.OBTENUE:
        label = _(
            "L’homologation est obtenue : la demande ne bouge plus. Si la lettre a été déposée "
            "par erreur, retirez-la d’abord."
        )
    else:
        label = _("La demande est close (%(outcome)s) : ouvrez-en une nouvelle.") % {
            "outcome": str(outcome.label).lower()
        }
    return Blocker(label, code="closed", url=request.get_absolute_url())


def _forward(request, to) -> list[Blocker]:
    after = request.step.next
    if after is None:
        return [
            Blocker(
                _(
                    "La demande est déjà à Finalisation : déposez la lettre de référencement, "
                    "l’homologation sera obtenue."
                ),
                source=_("FAQ ANS, lettre de référencement du CNDA"),
                url=reverse("cnda:letter", args=[request.pk]),
                code="last_status",
            )
        ]
    if to and to != after:
        return [
            Blocker(
                _("Les statuts du CNDA se suivent : passez d’abord à « %(status)s ».")
                % {"status": after.label},
                source=_("FAQ ANS, statuts d’une demande CNDA"),
                code="one_step",
            )
        ]
    return []


def _back(request, _to) -> list[Blocker]:
    if request.step.previous:
        return []
    label = _("La demande est à Initialisation, le premier statut : rien ne précède.")
    return [Blocker(label, code="first_status")]


def _letter_there(request, _to) -> list[Blocker]:
    if request.letter_id:
        return []
    return [Blocker(_("Aucune lettre n’est déposée sur cette demande."), code="no_letter")]


def screenshot_warnings(request: CndaRequest) -> list[str]:
    """Return what the ANS may find missing on the screenshot; warns, never blocks (FAQ ANS,
    preuve du dépôt de la demande CNDA)."""
    if not request.screenshot_id:
        return []
    asked = [
        (request.shows_software, _("On doit y lire les informations du logiciel.")),
        (request.shows_status, _("On doit y lire le statut, Pré-examen au moins.")),
        (request.shows_expected_return, _("On doit y lire la date de retour prévisionnelle.")),
    ]
    warnings = [sentence for shown, sentence in asked if not shown]
    if request.rank < CndaStatus.PRE_EXAMEN.rank:
        warnings.append(
            _("La demande n’est pas à Pré-examen : refaites la capture quand elle y sera.")
        )
    return warnings


def opening_blockers(version, homologation) -> list[Blocker]:
    """Return what keeps a request of `homologation` from being opened for a product version."""
    return [*_live_request(version, homologation), *_active_montage(version, homologation)]


def montage_blockers(version, homologation, *, component=None, proof=None) -> list[Blocker]:
    """Return what keeps a montage from being declared for a product version.

    An EAI engine always needs a homologation in the publisher's own name (E11); the ANS is given
    the NIL of the third party's component and the proof of its homologation.
    """
    found = [*_active_montage(version, homologation), *_live_request(version, homologation)]
    if homologation.code == EAI or not homologation.third_party_allowed:
        found.insert(0, _own_name_only(version, homologation))
    if component is None or component.product_id != version.product_id:
        found.append(
            Blocker(
                _("Choisissez le composant tiers, parmi ceux du produit."),
                url=version.product.get_absolute_url(),
                code="component",
            )
        )
    elif not component.nil:
        found.append(
            Blocker(
                _("Saisissez le NIL du composant « %(name)s ».") % {"name": component.name},
                rule=_("Dans un montage, l’ANS reçoit le NIL du tiers."),
                source=_("FAQ ANS, montage avec une solution homologuée"),
                url=version.product.get_absolute_url(),
                code="component_nil",
            )
        )
    if proof is None:
        found.append(Blocker(_("Joignez la preuve de l’homologation du tiers."), code="proof"))
    return found


def withdrawal_blockers(coverage: CndaCoverage) -> list[Blocker]:
    """Return what keeps a montage from being withdrawn."""
    if coverage.is_active:
        return []
    return [Blocker(_("Ce montage est déjà retiré."), code="withdrawn")]


def _own_name_only(version, homologation) -> Blocker:
    if homologation.code == EAI:
        rule = _("Un moteur EAI embarqué demande une homologation en propre, même en montage.")
    else:
        rule = _("Cette homologation n’admet pas de montage.")
    return Blocker(
        _("Ouvrez une demande CNDA en propre pour %(name)s.") % {"name": homologation.name},
        rule=rule,
        source=_("FAQ ANS, montage et moteur EAI"),
        url=f"{reverse('cnda:create', args=[version.pk])}?homologation={homologation.pk}",
        code="own_name_only",
    )


def _live_request(version, homologation) -> list[Blocker]:
    live = CndaRequest.objects.live()
    row = live.filter(product_version=version, homologation=homologation).first()
    if row is None:
        return []
    label = _(
        "Une demande en propre existe déjà pour cette version et cette homologation : suivez-la, "
        "ou abandonnez-la avant."
    )
    return [Blocker(label, url=row.get_absolute_url(), code="live_request")]


def _active_montage(version, homologation) -> list[Blocker]:
    active = CndaCoverage.objects.active()
    row = active.filter(product_version=version, homologation=homologation).first()
    if row is None:
        return []
    label = _("Un montage couvre déjà cette homologation : retirez-le avant.")
    return [Blocker(label, url=row.get_absolute_url(), code="montage")]
