"""Pathways, couloirs, dispositifs, DSR with milestones, homologation types."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.frameworks.states import ResumePolicy, ReviewBasis, Track, Wave


class Couloir(models.Model):
    """A care-sector lane of the Ségur: MDV, HOP, IMG…"""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=120)

    class Meta:
        verbose_name = _("couloir")
        verbose_name_plural = _("couloirs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Dispositif(models.Model):
    """A software category inside a couloir: LGC, RIS, DPI…"""

    couloir = models.ForeignKey(Couloir, on_delete=models.PROTECT, related_name="dispositifs")
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=160)

    class Meta:
        verbose_name = _("dispositif")
        verbose_name_plural = _("dispositifs")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Pathway(models.Model):
    """A type of process: Ségur référencement, DMN certification, e-santé label.

    `review_days` is the length of the ANS review in calendar days (E1); `binding_changes` says
    whether the notification of a change is an obligation here or an internal date (E13).
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    track = models.CharField(_("étapes"), max_length=10, choices=Track.choices)
    review_days = models.PositiveSmallIntegerField(_("durée de l’examen ANS, en jours"))
    review_basis = models.CharField(
        _("valeur de cette durée"), max_length=12, choices=ReviewBasis.choices
    )
    resume_policy = models.CharField(
        _("après un retour, le compte"),
        max_length=10,
        choices=ResumePolicy.choices,
        default=ResumePolicy.SUSPEND,
    )
    binding_changes = models.BooleanField(
        _("la notification d’une modification est une obligation"), default=False
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("parcours")
        verbose_name_plural = _("parcours")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HomologationType(models.Model):
    """What the CNDA grants: INSi, DMP, ApCV, SESAM-Vitale, EAI, ordonnance numérique…"""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    reference_spec = models.CharField(_("référence"), max_length=120, blank=True)
    third_party_allowed = models.BooleanField(
        _("peut être couverte par un tiers (montage)"),
        default=True,
        help_text=_("Jamais pour un moteur EAI : il demande une homologation en propre."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("type d’homologation")
        verbose_name_plural = _("types d’homologation")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KnownProfile(models.Model):
    """What the name of a profile means: shown where a dossier chooses its profiles."""

    name = models.CharField(_("profil"), max_length=200, unique=True)
    meaning = models.CharField(_("quand le choisir"), max_length=300)

    class Meta:
        verbose_name = _("profil connu")
        verbose_name_plural = _("profils connus")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Dsr(models.Model):
    """The specification file that a dossier follows: one dispositif, one wave, one version."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    version = models.CharField(_("version"), max_length=30, blank=True)
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="dsrs")
    dispositif = models.ForeignKey(
        Dispositif, on_delete=models.PROTECT, related_name="dsrs", null=True, blank=True
    )
    wave = models.CharField(_("vague"), max_length=3, choices=Wave.choices, blank=True)
    homologations = models.ManyToManyField(
        HomologationType,
        through="RequiredHomologation",
        related_name="dsrs",
        verbose_name=_("homologations exigées"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "DSR"
        verbose_name_plural = "DSR"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RequiredHomologation(models.Model):
    """A homologation that the DSR asks of the candidate solution (INSi and DMP by default)."""

    dsr = models.ForeignKey(Dsr, on_delete=models.CASCADE)
    homologation = models.ForeignKey(HomologationType, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("homologation exigée")
        verbose_name_plural = _("homologations exigées")
        constraints = [
            models.UniqueConstraint(fields=["dsr", "homologation"], name="homologation_per_dsr")
        ]

    def __str__(self) -> str:
        return f"{self.dsr} : {self.homologation}"


class DsrMilestone(models.Model):
    """A dated regulatory milestone (jalon) and the state that a dossier should have by then.

    `expected_state` is a value of the dossier's states; empty: the date alone is shown.
    """

    dsr = models.ForeignKey(Dsr, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("nom"), max_length=160)
    due_on = models.DateField(_("date"))
    expected_state = models.CharField(_("état attendu du dossier"), max_length=20, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("jalon")
        verbose_name_plural = _("jalons")
        ordering = ["due_on"]

    def __str__(self) -> str:
        return f"{self.dsr} : {self.name}"
