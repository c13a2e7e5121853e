"""Requirement catalogues (REM): every row of the workbook, and what was read from it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.frameworks.models.pathways import Dsr
from apps.frameworks.querysets import CatalogVersionQuerySet, RequirementQuerySet
from apps.frameworks.states import Layout, RequirementKind, Usage
from apps.frameworks.wording import SHORT, figures


class RequirementCatalog(models.Model):
    """A requirement workbook through its versions: "REM LGC vague 2"."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    dsr = models.ForeignKey(
        Dsr, on_delete=models.SET_NULL, null=True, blank=True, related_name="catalogs"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("catalogue d’exigences")
        verbose_name_plural = _("catalogues d’exigences")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CatalogVersion(models.Model):
    """One imported workbook. Frozen as soon as a dossier uses it: its rows never change then.

    `counts` are the figures of the import ({"rows": 262, …, "oddities": 31}), `oddities` a list of
    {row, code, message}.
    """

    catalog = models.ForeignKey(
        RequirementCatalog, on_delete=models.PROTECT, related_name="versions"
    )
    label = models.CharField(_("version"), max_length=60)
    layout = models.CharField(_("mise en page"), max_length=12, choices=Layout.choices)
    sheet = models.CharField(_("feuille"), max_length=60, blank=True)
    source_name = models.CharField(_("fichier"), max_length=255)
    source_sha256 = models.CharField("SHA-256", max_length=64)
    counts = models.JSONField(_("comptes"), default=dict)
    oddities = models.JSONField(_("particularités"), default=list)
    imported_at = models.DateTimeField(_("importé le"), default=timezone.now, editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField(_("figée depuis"), null=True, blank=True)

    objects = CatalogVersionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["counts", "oddities"])

    class Meta:
        verbose_name = _("version de catalogue")
        verbose_name_plural = _("versions de catalogue")
        ordering = ["catalog", "-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalog", "label"],
                name="version_label_per_catalog",
                violation_error_message=_("Ce catalogue a déjà une version de ce nom."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.catalog} – {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        """Return whether a dossier uses it, so that nothing of it changes any more."""
        return self.frozen_at is not None

    @property
    def badge(self) -> Usage:
        """Return whether a dossier uses it, with its word and icon."""
        return Usage.FROZEN if self.is_frozen else Usage.FREE

    @property
    def figures(self) -> list[str]:
        """Return what the workbook holds: "262 lignes", "227 exigences"…"""
        return figures(self.counts)

    @property
    def short_figures(self) -> list[str]:
        """Return the three figures of a list."""
        return figures(self.counts, SHORT)

    @property
    def oddity_count(self) -> int:
        """Return how many oddities the import noted."""
        return self.counts.get("oddities", 0)


class CatalogRow(models.Model):
    """A data row as it stood in the workbook: [[column title, text], …] in the file's order.

    Pairs and not an object: PostgreSQL sorts the keys of a JSON object. Empty cells are left out.
    """

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("ligne"))
    cells = models.JSONField(_("cellules"))

    class Meta:
        verbose_name = _("ligne")
        verbose_name_plural = _("lignes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="row_number_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.version}, ligne {self.number}"


class CatalogChapter(models.Model):
    """A chapter: the unit of deposit on Convergence."""

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="chapters")
    code = models.CharField(_("code"), max_length=60, blank=True)
    name = models.CharField(_("nom"), max_length=255)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("chapitre")
        verbose_name_plural = _("chapitres")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="chapter_name_per_version")
        ]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """An applicability condition; `always` for Général, the others are chosen by the dossier."""

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="profiles")
    name = models.CharField(_("nom"), max_length=500)
    always = models.BooleanField(_("toujours applicable"), default=False)

    class Meta:
        verbose_name = _("profil")
        verbose_name_plural = _("profils")
        ordering = ["-always", "name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="profile_name_per_version")
        ]

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    """An exigence or a préconisation, as its first row gives it.

    `search_text` is what the search looks in: its words and numbers without accents or capitals.
    """

    version = models.ForeignKey(
        CatalogVersion, on_delete=models.CASCADE, related_name="requirements"
    )
    reference = models.CharField(_("identifiant"), max_length=60)
    chapter = models.ForeignKey(
        CatalogChapter, on_delete=models.RESTRICT, related_name="requirements"
    )
    profile = models.ForeignKey(Profile, on_delete=models.RESTRICT, related_name="requirements")
    conditional = models.BooleanField(_("conditionnelle"), default=False)
    kind = models.CharField(_("nature"), max_length=14, choices=RequirementKind.choices)
    function = models.TextField(_("fonction"), blank=True)
    statement = models.TextField(_("énoncé"), blank=True)
    comment = models.TextField(_("commentaire"), blank=True)
    perimeter = models.CharField(_("périmètre"), max_length=120, blank=True)
    criticality = models.CharField(_("criticité"), max_length=40, blank=True)
    publication_status = models.CharField(_("statut de publication"), max_length=120, blank=True)
    previous_wave_reference = models.CharField(_("vague précédente"), max_length=255, blank=True)
    parent_reference = models.CharField(_("exigence socle"), max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)
    row_number = models.PositiveIntegerField(_("ligne"), default=0)
    search_text = models.TextField(blank=True, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("exigence")
        verbose_name_plural = _("exigences")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "reference"], name="requirement_reference_per_version"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def badge(self) -> RequirementKind:
        """Return the nature with its word and tone."""
        return RequirementKind(self.kind)

    @property
    def outline(self) -> list[tuple["ConformityScenario | None", list["CatalogProof"]]]:
        """Return each scenario with its proofs, then None with those that have no scenario."""
        found = {scenario.pk: (scenario, []) for scenario in self.scenarios.all()}
        loose: list[CatalogProof] = []
        for proof in self.proofs.all():
            (found[proof.scenario_id][1] if proof.scenario_id in found else loose).append(proof)
        return [*found.values(), *([(None, loose)] if loose else [])]


class ConformityScenario(models.Model):
    """A test case that demonstrates a requirement."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="scenarios")
    reference = models.CharField(_("N° scénario"), max_length=60, blank=True)
    text = models.TextField(_("scénario de conformité"), blank=True)
    order = models.PositiveIntegerField(default=0)
    row_number = models.PositiveIntegerField(_("ligne"), default=0)

    class Meta:
        verbose_name = _("scénario de conformité")
        verbose_name_plural = _("scénarios de conformité")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.reference or str(self.requirement)


class CatalogProof(models.Model):
    """A proof cell of the workbook: what the ANS asks for. Numbers may repeat in a catalogue.

    `profile` is that of the proof's own row: it says for whom the proof applies, and may differ
    from the profile of the requirement's first row.
    """

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="proofs")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="proofs")
    scenario = models.ForeignKey(
        ConformityScenario, on_delete=models.CASCADE, related_name="proofs", null=True, blank=True
    )
    profile = models.ForeignKey(Profile, on_delete=models.RESTRICT, related_name="proofs")
    reference = models.CharField(_("N° preuve"), max_length=60, blank=True)
    text = models.TextField(_("preuve attendue"), blank=True)
    order = models.PositiveIntegerField(default=0)
    row_number = models.PositiveIntegerField(_("ligne"), default=0)

    class Meta:
        verbose_name = _("preuve du catalogue")
        verbose_name_plural = _("preuves du catalogue")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.reference or str(self.requirement)
