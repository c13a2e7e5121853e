"""What people say of a version once they have read it: its language, signature, check-list."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Invalid
from apps.evidence.models import CheckTick, EvidenceVersion
from apps.evidence.states import Language
from apps.evidence.wording import CHECKLISTS
from apps.products.door import locked
from apps.products.journal import record
from apps.products.states import Action

LONGEST_TSP = EvidenceVersion._meta.get_field("tsp").max_length


def describe_version(
    pk: int,
    *,
    by,
    on: date,
    language: str = "",
    signed: bool | None = None,
    tsp: str = "",
    revision: int | None = None,
) -> EvidenceVersion:
    """Say in which language a version is, and whether and through whom it is signed.

    `signed`: None when nobody knows. `tsp`: the trust service provider whose certificate signed
    (FAQ ANS, signature électronique), only with `signed`. Raise `Invalid`, `Conflict` for a stale
    `revision`.
    """
    tsp = " ".join(tsp.split())
    if language not in {"", *Language.values}:
        raise Invalid(_("Choisissez la langue dans la liste."), field="language")
    if tsp and not signed:
        raise Invalid(
            _("Un prestataire de confiance suppose une signature : dites que le document l’est."),
            field="tsp",
        )
    if len(tsp) > LONGEST_TSP:
        raise Invalid(_("Ce nom est trop long : raccourcissez-le."), field="tsp")
    with locked(EvidenceVersion, pk, by=by, action=Action.CONTRIBUTE, revision=revision) as version:
        version.language, version.signed, version.tsp = language, signed, tsp
        version.save()
        record(
            version.evidence,
            "describe_version",
            _("Langue et signature de « %(title)s » v%(number)d") % _named(version),
            by=by,
            on=on,
            note=" · ".join(facts_of(version)),
        )
    return version


def tick_items(
    pk: int, codes: set[str], *, by, on: date, revision: int | None = None
) -> EvidenceVersion:
    """Make `codes` the ticked points of a version's check-list; who ticked a point first stays.

    Raise `Invalid` for a point that its kind does not have, `Conflict` for a stale `revision`.
    """
    with locked(EvidenceVersion, pk, by=by, action=Action.CONTRIBUTE, revision=revision) as version:
        items = {item.code: item for item in CHECKLISTS.get(version.evidence.kind, ())}
        if codes - items.keys():
            raise Invalid(_("Choisissez les points dans la liste."), field="codes")
        held = set(version.ticks.values_list("item", flat=True))
        if held == codes:
            return version
        version.ticks.filter(item__in=held - codes).delete()
        CheckTick.objects.bulk_create(
            CheckTick(version=version, item=code, ticked_by=by)
            for code in items.keys() & codes - held
        )
        version.save()
        moves = [f"+ {items[code].label}" for code in items if code in codes - held]
        moves += [f"− {items[code].label}" for code in items if code in held - codes]
        sentence = ngettext(
            "Contrôle de « %(title)s » v%(number)d : %(n)d point sur %(total)d",
            "Contrôle de « %(title)s » v%(number)d : %(n)d points sur %(total)d",
            len(codes),
        ) % _named(version, n=len(codes), total=len(items))
        record(version.evidence, "tick_items", sentence, by=by, on=on, note="\n".join(moves))
    return version


def facts_of(version: EvidenceVersion) -> list[str]:
    """Return what was said of a version, in words; nothing for what nobody said."""
    found = []
    if version.language:
        found.append(version.get_language_display())
    if version.signed is not None:
        found.append(
            _("signé électroniquement") if version.signed else _("non signé électroniquement")
        )
    if version.tsp:
        found.append(version.tsp)
    return found


def _named(version: EvidenceVersion, **more) -> dict:
    return {"title": version.evidence.title, "number": version.number} | more
