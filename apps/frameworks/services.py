"""Requirement catalogues: import a workbook, freeze a version, delete one that nobody uses."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.frameworks.lines import compare_with_latest
from apps.frameworks.loading import Loader, storable
from apps.frameworks.models import CatalogVersion, Dsr, RequirementCatalog
from apps.frameworks.rem import ParsedWorkbook, RemError, read_bytes, read_workbook
from apps.frameworks.reports import ImportReport
from apps.frameworks.states import Layout
from apps.products.policy import require
from apps.products.states import Action


def import_workbook(
    source,
    *,
    by,
    code: str,
    label: str,
    at: datetime,
    name: str = "",
    dsr: Dsr | None = None,
    filename: str = "",
    dry_run: bool = False,
) -> ImportReport:
    """Read a requirement workbook into a new version of the catalogue `code`, or only look at it.

    `source`: a path or an open binary file; `by`: an administrator, or None for the command line;
    `name` and `dsr` are given to the catalogue when they are not empty; `at`: the moment noted.
    With `dry_run` nothing is written and the report has no version. All or nothing.
    Raises Invalid (the file or a field is wrong), Conflict (the label is taken), PermissionDenied.
    """
    if by is not None:
        require(by, Action.ADMINISTER)
    code, label, name = _checked(code, label, name)
    data, parsed = _read(source, filename)
    digest = sha256(data).hexdigest()
    with transaction.atomic():
        catalog = RequirementCatalog.objects.filter(code__iexact=code).first()
        new_catalog = catalog is None
        if not dry_run:
            catalog = _kept_catalog(catalog, code, name, dsr)
        same_content = _refuse_known(catalog, label, digest)
        version = CatalogVersion(
            catalog=catalog,
            label=label,
            layout=Layout(parsed.layout),
            sheet=storable(parsed.sheet, _limit(CatalogVersion, "sheet")),
            source_name=storable(parsed.filename, _limit(CatalogVersion, "source_name")),
            source_sha256=digest,
            imported_at=at,
            imported_by=by,
        )
        loader = Loader(version, parsed)
        latest = comparison = None
        if dry_run:
            latest, comparison = compare_with_latest(catalog, loader.lines)
        else:
            loader.save()
    return ImportReport(
        code=catalog.code if catalog else code,
        label=label,
        new_catalog=new_catalog,
        filename=version.source_name,
        sha256=digest,
        layout=Layout(parsed.layout),
        sheet=version.sheet,
        header_row=parsed.header_row,
        counts=parsed.counts,
        chapters=tuple(loader.chapters),
        profiles=tuple(loader.profiles),
        oddities=tuple(loader.oddities),
        same_content=same_content,
        version=None if dry_run else version,
        latest=latest,
        comparison=comparison,
    )


@transaction.atomic
def freeze_version(version: CatalogVersion, *, at: datetime) -> CatalogVersion:
    """Forbid any change of the version from `at` on: a dossier uses it. Harmless the second time.

    To be called in the transaction that opens the dossier. Raises Conflict when it was deleted.
    """
    row = CatalogVersion.objects.select_for_update().filter(pk=version.pk).first()
    if row is None:
        raise Conflict(_("Cette version du catalogue vient d’être supprimée : choisissez-en une."))
    if row.frozen_at is None:
        row.frozen_at = at
        row.save(update_fields=["frozen_at"])
        row.refresh_from_db(fields=["frozen_at"])
    version.frozen_at = row.frozen_at
    return row


@transaction.atomic
def delete_version(pk: int, *, by) -> None:
    """Delete a version that no dossier uses, with all that was read from its workbook.

    Raises PermissionDenied, 404, or Conflict when it is frozen or something still points at it.
    """
    require(by, Action.ADMINISTER)
    version = get_object_or_404(CatalogVersion.objects.select_for_update(), pk=pk)
    if version.is_frozen:
        raise Conflict(frozen_sentence(version))
    try:
        version.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Conflict(
            _(
                "La version « %(label)s » sert encore à un dossier : elle ne peut pas être "
                "supprimée."
            )
            % {"label": version.label}
        ) from error


def frozen_sentence(version: CatalogVersion) -> str:
    """Return why a frozen version stays as it is."""
    return _(
        "La version « %(label)s » est figée parce qu’un dossier l’utilise : elle ne change plus et "
        "ne peut pas être supprimée."
    ) % {"label": version.label}


def _read(source, filename: str) -> tuple[bytes, ParsedWorkbook]:
    try:
        data = read_bytes(source)
        shown = filename or str(getattr(source, "name", "") or source)
        return data, read_workbook(BytesIO(data), filename=shown)
    except RemError as error:
        raise Invalid(str(error), field="upload") from error


def _checked(code: str, label: str, name: str) -> tuple[str, str, str]:
    """Return the three without stray blanks, or refuse with the field to mend."""
    code, label, name = (" ".join(storable(text).split()) for text in (code, label, name))
    try:
        validate_slug(code)
    except ValidationError as error:
        raise Invalid(
            _("Le code du catalogue n’admet que des lettres sans accent, chiffres, - et _."),
            field="code",
        ) from error
    if not label:
        raise Invalid(_("Donnez un nom à cette version, par exemple « 1.0 »."), field="label")
    for text, model, field, where in (
        (code, RequirementCatalog, "code", "code"),
        (name, RequirementCatalog, "name", "name"),
        (label, CatalogVersion, "label", "label"),
    ):
        if len(text) > _limit(model, field):
            raise Invalid(
                _("« %(start)s… » est trop long : %(limit)d caractères au plus.")
                % {"start": text[:30], "limit": _limit(model, field)},
                field=where,
            )
    return code, label, name


def _kept_catalog(catalog, code: str, name: str, dsr: Dsr | None) -> RequirementCatalog:
    """Return the catalogue, made or completed, locked until the end of the transaction."""
    if catalog is None:
        catalog, _created = RequirementCatalog.objects.get_or_create(
            code=code, defaults={"name": name or code, "dsr": dsr}
        )
    catalog = RequirementCatalog.objects.select_for_update().get(pk=catalog.pk)
    changes = {"name": name or catalog.name, "dsr": dsr or catalog.dsr}
    if any(getattr(catalog, field) != value for field, value in changes.items()):
        catalog.name, catalog.dsr = changes["name"], changes["dsr"]
        catalog.save()
    return catalog


def _refuse_known(catalog, label: str, digest: str) -> tuple[str, ...]:
    """Refuse a label that the catalogue has; return the labels that hold the same file."""
    if catalog is None:
        return ()
    known = list(catalog.versions.defer("oddities", "counts"))
    twin = next((one for one in known if one.label.casefold() == label.casefold()), None)
    if twin is not None:
        sentence = (
            _(
                "Le catalogue « %(code)s » a déjà une version « %(label)s », figée parce qu’un "
                "dossier l’utilise : choisissez un autre nom de version."
            )
            if twin.is_frozen
            else _(
                "Le catalogue « %(code)s » a déjà une version « %(label)s » : choisissez un autre "
                "nom de version, ou supprimez d’abord celle-ci."
            )
        )
        raise Conflict(sentence % {"code": catalog.code, "label": twin.label})
    return tuple(one.label for one in known if one.source_sha256 == digest)


def _limit(model, field: str) -> int:
    return model._meta.get_field(field).max_length
