"""CNDA requests and montages for tests, made through the services; files without their bytes."""

from datetime import date
from hashlib import sha256

from apps.cnda import services
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.states import EvidenceKind
from apps.frameworks.tests.builders import make_homologation
from apps.products.models import Component

OPENED = date(2026, 1, 5)
TODAY = date(2026, 3, 2)
STEPS = [date(2026, 1, 12), date(2026, 1, 26), date(2026, 2, 9)]
LETTER_ON = date(2026, 2, 16)


def make_file(product, *, by, name="capture.png", kind=EvidenceKind.OTHER) -> EvidenceVersion:
    """Return the row of a deposited file; its content is only named."""
    blob = Blob.objects.get_or_create(
        sha256=sha256(name.encode()).hexdigest(),
        defaults={"size": 10, "content_type": "image/png"},
    )[0]
    evidence = Evidence.objects.create(product=product, title=name, kind=kind, created_by=by)
    return EvidenceVersion.objects.create(
        evidence=evidence, number=1, blob=blob, filename=name, uploaded_by=by
    )


def make_component(product, *, name="VitaLecteur", nil="7781") -> Component:
    """Return a saved third-party component."""
    return Component.objects.create(product=product, name=name, vendor="Tiers SA", nil=nil)


def open_request(team, code="INSI", **facts) -> CndaRequest:
    """Open a request as Alice, on 5 January 2026."""
    facts = {
        "by": team.alice,
        "on": OPENED,
        "today": TODAY,
        "homologation": make_homologation(code),
        "responsible": team.alice,
    } | facts
    return services.open_cnda_request(team.version.pk, **facts)


def request_at(team, status=CndaStatus.INITIALISATION, outcome=CndaOutcome.EN_COURS, code="INSI"):
    """Return a request brought to this status and outcome by the services, in January-February."""
    request = open_request(team, code)
    facts = {"by": team.alice, "today": TODAY}
    for on in STEPS[: CndaStatus(status).rank]:
        services.advance_cnda_request(request.pk, on=on, **facts)
    if outcome == CndaOutcome.OBTENUE:
        letter = make_file(team.product, by=team.alice, name="lettre.pdf")
        services.file_letter(request.pk, version=letter, on=LETTER_ON, **facts)
    elif outcome == CndaOutcome.REFUSEE:
        services.refuse_cnda_request(request.pk, on=LETTER_ON, reason="Tests en échec", **facts)
    elif outcome == CndaOutcome.ABANDONNEE:
        services.abandon_cnda_request(request.pk, on=LETTER_ON, reason="Version gelée", **facts)
    return CndaRequest.objects.get(pk=request.pk)


def declare(team, code="APCV", **facts) -> CndaCoverage:
    """Declare a montage as Alice, on 5 January 2026."""
    facts = {
        "by": team.alice,
        "on": OPENED,
        "today": TODAY,
        "homologation": make_homologation(code),
    } | facts
    facts.setdefault("component", make_component(team.product))
    facts.setdefault("proof", make_file(team.product, by=team.alice, name="tiers.pdf"))
    return services.declare_montage(team.version.pk, **facts)
