"""Open a dossier: its chapters and expected proofs, copied from a catalogue that freezes."""

from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.dossiers.kinds import guess_kind
from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.dossiers.services.acting import conclude
from apps.dossiers.states import OPEN, DmnTrack
from apps.frameworks.models import CatalogProof, CatalogVersion, Dsr, Profile
from apps.frameworks.rem.cases import case_of
from apps.frameworks.services import freeze_version
from apps.frameworks.states import RequirementKind, Track
from apps.products.checks import check_responsible
from apps.products.door import refuse_future
from apps.products.models import Product, ProductVersion
from apps.products.policy import require
from apps.products.states import Action


def open_dossier(
    version_pk: int,
    *,
    by,
    on: date,
    today: date,
    dsr: Dsr,
    catalog: CatalogVersion,
    profiles,
    responsible,
    planned_deposit_on: date | None = None,
    dmn_track: str = "",
    track_reason: str = "",
) -> Dossier:
    """Return a new dossier of that product version on the pathway of `dsr`.

    `profiles`: the conditional profiles of `catalog` that apply; those that always apply need
    not be named. `dmn_track` is required on a DMN pathway; a second open dossier of the product
    on the other track asks for `track_reason` (FAQ ANS, DMN). `Invalid` names the wrong field.
    """
    refuse_future(on, today)
    with transaction.atomic():
        version = get_object_or_404(ProductVersion.objects.visible_to(by), pk=version_pk)
        require(by, Action.LEAD, version)
        product = Product.objects.select_for_update().get(pk=version.product_id)
        profiles = check_profiles(catalog, profiles)
        _check_catalog(dsr, catalog)
        check_responsible(responsible, product)
        check_track(product, dsr, dmn_track, track_reason)
        check_alone(version, dsr, dmn_track)
        if planned_deposit_on and planned_deposit_on < on:
            raise Invalid(
                _("Le dépôt prévu vient après l’ouverture du dossier."), field="planned_deposit_on"
            )
        freeze_version(catalog, at=Now())
        dossier = Dossier.objects.create(
            product=product,
            product_version=version,
            pathway=dsr.pathway,
            dsr=dsr,
            catalog=catalog,
            state_on=on,
            opened_on=on,
            planned_deposit_on=planned_deposit_on,
            responsible=responsible,
            dmn_track=dmn_track,
            track_reason=track_reason.strip(),
        )
        dossier.profiles.set(profiles)
        _expect_proofs(dossier, profiles, on)
        sentence = _("Ouverture du dossier %(dossier)s") % {"dossier": dossier}
        conclude(
            dossier, "open_dossier", sentence, by=by, on=on, today=today, note=track_reason.strip()
        )
    return dossier


def check_profiles(catalog: CatalogVersion, profiles) -> list[Profile]:
    """Return the conditional profiles among `profiles`; refuse one of another catalogue."""
    profiles = list(profiles)
    if any(profile.version_id != catalog.pk for profile in profiles):
        raise Invalid(_("Choisissez des profils du catalogue de ce dossier."), field="profiles")
    return [profile for profile in profiles if not profile.always]


def _check_catalog(dsr: Dsr, catalog: CatalogVersion) -> None:
    wanted = catalog.catalog.dsr
    if wanted is not None and wanted != dsr:
        raise Invalid(
            _("Ce catalogue est celui du DSR %(wanted)s : choisissez celui de %(dsr)s.")
            % {"wanted": wanted, "dsr": dsr},
            field="catalog",
        )
    if not catalog.proofs.exists():
        raise Invalid(_("Ce catalogue est vide : importez un autre classeur."), field="catalog")


def check_track(
    product: Product, dsr: Dsr, dmn_track: str, track_reason: str, *, besides: int | None = None
) -> None:
    """Only a DMN has a track, and one normally applies on one of the two (FAQ ANS, DMN).

    `besides`: the dossier whose own track this is, once it is open.
    """
    if dsr.pathway.track != Track.DMN:
        if dmn_track:
            raise Invalid(_("Seul un DMN a une voie : laissez ce champ vide."), field="dmn_track")
        return
    if not product.is_dmn:
        raise Invalid(
            _("Ce produit n’est pas un dispositif médical numérique : corrigez sa fiche d’abord."),
            field="dsr",
        )
    if dmn_track not in DmnTrack.values:
        raise Invalid(
            _("Choisissez la voie : ligne générique ou nom de marque."), field="dmn_track"
        )
    others = product.dossiers.open().filter(pathway__track=Track.DMN).exclude(pk=besides)
    if others.exclude(dmn_track=dmn_track).exists() and not track_reason.strip():
        raise Invalid(
            _(
                "Un dossier est ouvert sur l’autre voie : dites pourquoi le produit suit les deux, "
                "par exemple plusieurs pathologies."
            ),
            field="track_reason",
        )


def check_alone(
    version: ProductVersion, dsr: Dsr, dmn_track: str, *, besides: int | None = None
) -> None:
    """One open dossier for a version, a DSR and a track; `besides`: the dossier itself."""
    twins = version.dossiers.filter(dsr=dsr, dmn_track=dmn_track, state__in=OPEN)
    if twins.exclude(pk=besides).exists():
        raise Invalid(
            _("Un dossier est déjà ouvert pour cette version et ce DSR : reprenez-le."),
            field="dsr",
        )


def _expect_proofs(dossier: Dossier, profiles: list[Profile], on: date) -> None:
    """Copy chapters and proofs of the catalogue, in a constant number of queries."""
    rows = dossier.catalog.proofs.select_related("profile", "requirement__chapter")
    rows = list(rows.order_by("order", "pk"))
    chosen = {profile.pk for profile in profiles}
    used = {row.requirement.chapter for row in rows}
    chapters = DossierChapter.objects.bulk_create(
        DossierChapter(dossier=dossier, chapter=each, name=each.name, order=each.order, state_on=on)
        for each in sorted(used, key=lambda chapter: (chapter.order, chapter.pk))
    )
    mine = {chapter.chapter_id: chapter for chapter in chapters}
    ExpectedProof.objects.bulk_create(
        expected_proof(dossier, row, mine[row.requirement.chapter_id], chosen, on) for row in rows
    )


def expected_proof(
    dossier: Dossier,
    row: CatalogProof,
    chapter: DossierChapter,
    chosen: set[int],
    on: date,
    *,
    case: int | None = None,
) -> ExpectedProof:
    """Return the unsaved proof that a row of the catalogue asks for; `chosen`: pks of profiles;
    `case`: the one that was chosen for its scenario, if any."""
    own_case = case_of(row.text)
    proof = ExpectedProof(
        dossier=dossier,
        chapter=chapter,
        catalog_proof=row,
        reference=row.reference or row.requirement.reference,
        kind=guess_kind(row.text),
        blocking=row.requirement.kind == RequirementKind.EXIGENCE,
        order=row.order,
        state_on=on,
        case=own_case,
        case_kept=own_case == case if own_case and case else None,
    )
    if not proof.is_wanted(chosen):
        proof.set_aside(on=on)
    return proof
