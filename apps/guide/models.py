"""The guide: entries with their source, what they explain, the glossary, what people think."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.guide.querysets import EntryQuerySet, TermQuerySet, VoteQuerySet
from apps.guide.states import AnchorKind, Certainty, Facet
from apps.guide.wording import fold, to_html, to_plain, unknown_delays
from apps.rules.book import RULES

LONGEST_COMMENT = 1000


class Topic(models.Model):
    """One value of one facet: the couloir "Imagerie", the theme "Horloge de l’ANS"."""

    facet = models.CharField(_("facette"), max_length=12, choices=Facet.choices)
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("nom"), max_length=80)

    class Meta:
        verbose_name = _("sujet")
        verbose_name_plural = _("sujets")
        ordering = ["facet", "name"]
        constraints = [
            models.UniqueConstraint(fields=["facet", "code"], name="topic_per_facet"),
        ]

    def __str__(self) -> str:
        return f"{self.get_facet_display()} – {self.name}"


class Entry(models.Model):
    """One rule or one question of the regulation, in our own words.

    `body` and `in_segurtrack` are written in a subset of Markdown; a code of the rule book in
    double brackets prints its delay. `keywords`: words that people search by and the text does
    not say. `loaded_digest`: of what the reference data wrote last; an entry that an administrator
    changed differs from it, and is left alone.
    """

    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    body = models.TextField(_("la règle"))
    in_segurtrack = models.TextField(_("dans SegurTrack"), blank=True)
    source = models.CharField(_("source"), max_length=250)
    certainty = models.CharField(
        _("fiabilité"), max_length=12, choices=Certainty.choices, default=Certainty.OFFICIAL
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("sujets"), related_name="entries")
    keywords = models.CharField(_("autres mots de recherche"), max_length=250, blank=True)
    is_published = models.BooleanField(_("publiée"), default=True)
    order = models.PositiveIntegerField(_("rang"), default=0)
    updated_on = models.DateField(_("mise à jour le"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("mise à jour par"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    search_title = models.TextField(editable=False)
    search_text = models.TextField(editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["search_title", "search_text", "loaded_digest"], m2m_fields=[topics]
    )

    class Meta:
        verbose_name = _("fiche du guide")
        verbose_name_plural = _("fiches du guide")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs) -> None:
        """Keep what the search reads."""
        texts = (self.title, self.plain, to_plain(self.in_segurtrack), self.source, self.keywords)
        self.search_title = fold(self.title)
        self.search_text = fold(" ".join(texts))
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("guide:entry", args=[self.slug])

    def clean(self) -> None:
        """Refuse the name of a delay that the rule book does not hold."""
        super().clean()
        for field in ("body", "in_segurtrack"):
            if unknown := unknown_delays(getattr(self, field)):
                reason = _("Aucun délai ne porte le nom « %(code)s » : corrigez-le.")
                raise ValidationError({field: reason % {"code": unknown[0]}})

    @property
    def plain(self) -> str:
        """Return the rule without its signs, on one line."""
        return to_plain(self.body)

    @property
    def body_html(self) -> str:
        return to_html(self.body)

    @property
    def in_segurtrack_html(self) -> str:
        return to_html(self.in_segurtrack)

    @property
    def badge(self) -> Certainty:
        """Return how far its source can be relied on."""
        return Certainty(self.certainty)

    @cached_property
    def rules(self) -> list:
        """Return the rules of the book that it explains."""
        anchors = self.anchors.all() if self.pk else []
        codes = [each.code for each in anchors if each.kind == AnchorKind.RULE]
        return [RULES[code] for code in codes if code in RULES]


class Anchor(models.Model):
    """What an entry explains: a rule, a blocker or a field by its code; each has one entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="anchors")
    kind = models.CharField(_("nature"), max_length=10, choices=AnchorKind.choices)
    code = models.SlugField(_("code"), max_length=60)

    class Meta:
        verbose_name = _("point d’ancrage")
        verbose_name_plural = _("points d’ancrage")
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="anchor_has_one_entry",
                violation_error_message=_("Une autre fiche explique déjà ce code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    def clean(self) -> None:
        """Refuse a rule that the book does not hold."""
        super().clean()
        if self.kind == AnchorKind.RULE and self.code and self.code not in RULES:
            reason = _("Le livre des règles n’a pas de règle « %(code)s ».")
            raise ValidationError({"code": reason % {"code": self.code}})


class Term(models.Model):
    """A word of the trade and what it means; `identifier` is its name in the code, never shown."""

    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    name = models.CharField(_("terme"), max_length=120)
    meaning = models.TextField(_("sens"))
    identifier = models.CharField(_("nom dans le code"), max_length=120, blank=True)
    entries = models.ManyToManyField(
        Entry, verbose_name=_("fiches"), blank=True, related_name="terms"
    )
    search_name = models.CharField(max_length=160, editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = TermQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_name", "loaded_digest"])

    class Meta:
        verbose_name = _("terme du glossaire")
        verbose_name_plural = _("termes du glossaire")
        ordering = ["search_name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        """Keep what the search and the alphabet read."""
        self.search_name = fold(self.name)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('guide:glossary')}#{self.slug}"

    @property
    def letter(self) -> str:
        """Return the capital that it is filed under: "É" goes to E."""
        return self.search_name[:1].upper()


class Vote(models.Model):
    """Whether one person found an entry useful, and what is missing; it may be changed."""

    entry = models.ForeignKey(
        Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="votes"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="guide_votes",
    )
    is_useful = models.BooleanField(_("utile"))
    comment = models.TextField(_("commentaire"), max_length=LONGEST_COMMENT, blank=True)
    given_at = models.DateTimeField(_("donné le"))
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="one_vote_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.entry}"
