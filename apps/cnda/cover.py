"""How each homologation that a DSR asks is covered for a product version: request or montage."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CLOSED_WITHOUT, EAI, CndaStatus, CoverState
from apps.core.tones import TonedChoices
from apps.frameworks.models import HomologationType, RequiredHomologation


@dataclass(frozen=True)
class Cover:
    """One required homologation, with the request or the montage that answers it, if any.

    `request` is the live one, else the last that was refused or abandoned, which covers nothing.
    """

    homologation: HomologationType
    request: CndaRequest | None = None
    coverage: CndaCoverage | None = None
    version_pk: int | None = None

    @property
    def is_live(self) -> bool:
        """Return whether a request is under way or obtained."""
        return self.request is not None and self.request.outcome not in CLOSED_WITHOUT

    @property
    def reached_pre_exam(self) -> bool:
        """Return whether eligibility and deposit may count on it: Pré-examen at least, or montage
        (FAQ ANS, prérequis CNDA)."""
        own = self.is_live and self.request.rank >= CndaStatus.PRE_EXAMEN.rank
        return own or self.coverage is not None

    @property
    def is_obtained(self) -> bool:
        """Return whether the ANS can award with it: obtained in one's own name, or montage."""
        return self.coverage is not None or (self.is_live and self.request.is_obtained)

    @property
    def has_filing_proof(self) -> bool:
        """Return whether a file shows that the request was filed: screenshot, attestation, letter
        or, in a montage, the proof of the third party."""
        own = self.is_live and any(
            (self.request.screenshot_id, self.request.attestation_id, self.request.letter_id)
        )
        return own or self.coverage is not None

    @property
    def badge(self) -> TonedChoices:
        """Return the state to show."""
        if self.is_live:
            return self.request.badge
        if self.coverage is not None:
            return CoverState.MONTAGE
        return self.request.badge if self.request else CoverState.MISSING

    @property
    def label(self) -> str:
        """Return one French line: the homologation and how it is covered."""
        if self.coverage is not None and not self.is_live:
            component = self.coverage.component
            return _("%(name)s : montage avec %(component)s, NIL %(nil)s") % {
                "name": self.homologation.name,
                "component": component.name,
                "nil": component.nil,
            }
        return f"{self.homologation.name} : {self.badge.label}"

    @property
    def url(self) -> str:
        """Return the page of the request or of the montage, else the page that files one."""
        if self.coverage is not None and not self.is_live:
            return reverse("cnda:montage", args=[self.coverage.pk])
        if self.is_live or self.version_pk is None:
            return self.request.get_absolute_url() if self.request else ""
        address = reverse("cnda:create", args=[self.version_pk])
        return f"{address}?homologation={self.homologation.pk}" if self.homologation.pk else address


def cover_of(product_version, dsr) -> list[Cover]:
    """Return the cover of every homologation that `dsr` asks of this version, by name.

    EAI is added when the product embeds an EAI engine (E11). Five queries at most.
    """
    wanted = _required([dsr.pk]).get(dsr.pk, [])
    engines = _engine() if product_version.product.embeds_eai_engine else []
    found = _Answers([product_version.pk])
    return [found.cover(product_version.pk, each) for each in _by_name([*wanted, *engines])]


def covers_for(dossiers) -> dict[int, list[Cover]]:
    """Return {dossier pk: its covers} for many dossiers, in a constant number of queries.

    `dossiers` should come with `product` loaded (`for_display()`).
    """
    dossiers = list(dossiers)
    wanted = _required({each.dsr_id for each in dossiers})
    engines = _engine() if any(each.product.embeds_eai_engine for each in dossiers) else []
    found = _Answers({each.product_version_id for each in dossiers})
    covers = {}
    for dossier in dossiers:
        extra = engines if dossier.product.embeds_eai_engine else []
        needed = _by_name([*wanted.get(dossier.dsr_id, []), *extra])
        covers[dossier.pk] = [found.cover(dossier.product_version_id, each) for each in needed]
    return covers


class _Answers:
    """Requests and montages of some versions, by (version, homologation)."""

    def __init__(self, version_pks):
        requests = CndaRequest.objects.filter(product_version__in=version_pks)
        coverages = CndaCoverage.objects.filter(
            product_version__in=version_pks, withdrawn_on__isnull=True
        )
        self.requests = {}
        for row in requests.select_related("product_version__product", "homologation").order_by(
            "pk"
        ):
            key = (row.product_version_id, row.homologation_id)
            held = self.requests.get(key)
            if held is None or held.outcome in CLOSED_WITHOUT:
                self.requests[key] = row
        self.coverages = {
            (row.product_version_id, row.homologation_id): row
            for row in coverages.select_related("component", "proof__evidence")
        }

    def cover(self, version_pk: int, homologation: HomologationType) -> Cover:
        key = (version_pk, homologation.pk)
        return Cover(homologation, self.requests.get(key), self.coverages.get(key), version_pk)


def _required(dsr_pks) -> dict[int, list[HomologationType]]:
    by_dsr = defaultdict(list)
    rows = RequiredHomologation.objects.filter(dsr__in=dsr_pks).select_related("homologation")
    for row in rows.order_by("pk"):
        by_dsr[row.dsr_id].append(row.homologation)
    return by_dsr


def _engine() -> list[HomologationType]:
    """Return the EAI homologation; one without a row still stands in the way, unanswered."""
    row = HomologationType.objects.filter(code=EAI).first()
    return [row or HomologationType(code=EAI, name=EAI, third_party_allowed=False)]


def _by_name(homologations) -> list[HomologationType]:
    return sorted({each.code: each for each in homologations}.values(), key=lambda h: h.name)
