"""Dossiers for tests, brought to each state through the services.

The story is the one of the design: complete on 2026-01-05, due on 2026-03-06; returned on
2026-01-25 and redeposited on 2026-02-04, due on 2026-03-16.
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.utils import timezone

from apps.cnda.models import CndaRequest
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.dossiers import services
from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof, ProofBatch, TrayFile
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import CatalogVersion, Dsr, HomologationType
from apps.frameworks.tests.builders import make_catalog, make_dsr, make_pathway
from apps.products.tests.builders import Team, make_team

OPENED = date(2025, 11, 3)
ELIGIBLE = date(2025, 11, 10)
PROOFS = date(2025, 11, 20)
LAID = date(2025, 12, 1)
SUBMITTED = date(2025, 12, 10)
COMPLETE = date(2026, 1, 5)
RETURNED = date(2026, 1, 25)
REDEPOSITED = date(2026, 2, 4)
DECIDED = date(2026, 2, 20)
SUSPENDED = date(2026, 3, 2)
WITHDRAWN = date(2026, 4, 1)
FORM_DATED = date(2025, 6, 2)


def make_file(
    product, *, by, title="Preuve", kind=EvidenceKind.DOCUMENT, document_on=None
) -> EvidenceVersion:
    """Return the next version of the document of that title; its bytes are only named."""
    evidence = Evidence.objects.get_or_create(
        product=product, title=title, defaults={"kind": kind, "created_by": by}
    )[0]
    number = evidence.versions.count() + 1
    sha = sha256(f"{title} {number}".encode()).hexdigest()
    blob = Blob.objects.get_or_create(
        sha256=sha, defaults={"size": 12, "content_type": "application/pdf"}
    )[0]
    return EvidenceVersion.objects.create(
        evidence=evidence,
        number=number,
        blob=blob,
        filename=f"{title}-{number}.pdf",
        document_on=document_on,
        uploaded_by=by,
    )


def make_request(
    team: Team, homologation: HomologationType, *, status=CndaStatus.FINALISATION, obtained=True
) -> CndaRequest:
    """Return a CNDA request with its screenshot, and its letter when it is obtained."""
    facts = {}
    name = f"CNDA {homologation.code}"
    if obtained:
        letter = make_file(team.product, by=team.alice, title=f"{name}, lettre")
        facts = {
            "outcome": CndaOutcome.OBTENUE,
            "outcome_on": LAID,
            "letter": letter,
            "letter_on": LAID,
        }
    return CndaRequest.objects.create(
        product=team.product,
        product_version=team.version,
        homologation=homologation,
        status=status,
        status_on=OPENED,
        opened_on=OPENED,
        screenshot=make_file(team.product, by=team.alice, title=f"{name}, capture"),
        screenshot_on=OPENED,
        responsible=team.alice,
        **facts,
    )


@dataclass
class Case:
    """A dossier with its people, and the verbs as Alice plays them, each noted the same day."""

    team: Team
    dsr: Dsr
    catalog: CatalogVersion
    dossier: Dossier
    today: date | None = None
    files: int = field(default=0)

    def act(self, verb: str, on: date, *args, by=None, today=None, **facts):
        """Call the service `verb` on the dossier, or on what `args` names."""
        args = args or (self.dossier.pk,)
        result = getattr(services, verb)(
            *args,
            by=by or self.team.alice,
            on=on,
            today=today or self.today or on,
            **facts,
        )
        self.reload()
        return result

    def reload(self) -> Dossier:
        """Read the dossier again, since another instance of the row was changed."""
        self.dossier = Dossier.objects.get(pk=self.dossier.pk)
        return self.dossier

    def chapter(self, name: str) -> DossierChapter:
        """Return the chapter of that name."""
        return self.dossier.chapters.get(name=name)

    def proof(self, reference: str) -> ExpectedProof:
        """Return the expected proof whose number ends so."""
        return self.dossier.proofs.get(reference__endswith=reference)

    def answer(self, *, on=LAID, form_dated=FORM_DATED, state=ProofState.ATTENDUE) -> None:
        """Lay a new form on the PASSI proofs in `state`, and a new document on the others."""
        proofs = self.dossier.proofs.filter(state=state)
        forms = proofs.filter(kind=EvidenceKind.PASSI_FORM)
        others = proofs.exclude(kind=EvidenceKind.PASSI_FORM)
        asked = {
            EvidenceKind.PASSI_FORM: [proof.pk for proof in forms],
            EvidenceKind.DOCUMENT: [proof.pk for proof in others],
        }
        for kind, pks in asked.items():
            if pks:
                dated = form_dated if kind == EvidenceKind.PASSI_FORM else None
                self.act("lay_version", on, pks, self.file(kind=kind, document_on=dated))

    def file(self, **facts) -> EvidenceVersion:
        """Return a new file of the product."""
        self.files += 1
        facts = {"title": f"Preuve {self.files}"} | facts
        return make_file(self.team.product, by=self.team.alice, **facts)

    def submit_chapters(self, *, on=SUBMITTED) -> None:
        """Submit every chapter."""
        for chapter in self.dossier.chapters.all():
            self.act("submit_chapter", on, chapter.pk)

    def accept_all(self, *, on) -> None:
        """Note a conforme on every deposited proof."""
        proofs = self.dossier.proofs.filter(state=ProofState.DEPOSEE)
        verdicts = [(pk, "conforme", "") for pk in proofs.values_list("pk", flat=True)]
        self.act("record_verdicts", on, self.dossier.pk, verdicts)


def make_tray_file(case: Case, *proofs: ExpectedProof, name="preuve.pdf", **facts) -> TrayFile:
    """Return a file that waits in the tray of the dossier, each with its own content."""
    sha = sha256(f"{name} {TrayFile.objects.count()}".encode()).hexdigest()
    blob = Blob.objects.create(sha256=sha, size=12, content_type="application/pdf")
    file = TrayFile.objects.create(
        dossier=case.dossier, blob=blob, filename=name, received_by=case.team.alice, **facts
    )
    file.proofs.set(proofs)
    return file


def make_batch(case: Case, *references: str, by=None, at=None, **facts) -> ProofBatch:
    """Entrust proofs to Bob, all of them without `references`; return the act, done just now."""
    proofs = case.dossier.proofs.current().applicable()
    pks = [case.proof(each).pk for each in references] or list(proofs.values_list("pk", flat=True))
    now = at or timezone.now()
    facts = {"responsible": case.team.bob, "target_on": None} | facts
    return services.assign_proofs(
        case.dossier.pk,
        pks,
        by=by or case.team.bob,
        today=timezone.localdate(now),
        now=now,
        **facts,
    )


def make_case(*, dmn=False, profiles=(), requirements=None, team=None, code="", **facts) -> Case:
    """Return a dossier just opened by Alice on 2025-11-03, with its numbers and CNDA decisions."""
    team = team or make_team(is_dmn=dmn)
    if dmn:
        team.product.publisher.siren = "123456782"
        team.product.publisher.save()
        dsr = make_dsr("DMN", pathway=make_pathway("DMN"), homologations=())
        facts.setdefault("dmn_track", "generique")
    else:
        dsr = make_dsr(code or "DSR-MDV-LGC-Va2")
        for homologation in dsr.homologations.all():
            own = CndaRequest.objects.filter(product=team.product, homologation=homologation)
            if not own.exists():
                make_request(team, homologation)
    catalog = make_catalog(requirements, label=code or "1.0")
    chosen = list(catalog.profiles.filter(name__in=profiles))
    dossier = services.open_dossier(
        team.version.pk,
        by=team.alice,
        on=OPENED,
        today=OPENED,
        dsr=dsr,
        catalog=catalog,
        profiles=chosen,
        responsible=team.alice,
        **facts,
    )
    return Case(team, dsr, catalog, dossier)


def make_case_at(state: S, **facts) -> Case:
    """Return a dossier brought to `state` on the days of the story."""
    case = make_case(dmn=state in (S.RECEVABILITE, S.CERTIFIE), **facts)
    for verb in PATHS[state]:
        STEPS[verb](case)
    return case


def _ask(case: Case) -> None:
    verb = "submit_eligibility" if case.dossier.is_segur else "submit_admissibility"
    case.act(verb, ELIGIBLE)


def _open(case: Case) -> None:
    case.act("open_proofs", PROOFS, charter_accepted_on=PROOFS)


def _complete(case: Case) -> None:
    case.answer()
    case.submit_chapters()
    case.act("declare_complete", COMPLETE)


def _return(case: Case) -> None:
    verdicts = [(case.proof("va1.06.01.01").pk, "ko", "Matricule masqué.")]
    case.act("return_for_correction", RETURNED, chapter=case.chapter("INS"), verdicts=verdicts)


def _award(case: Case) -> None:
    case.accept_all(on=DECIDED)
    case.act("award", DECIDED)


STEPS = {
    "ask": _ask,
    "open": _open,
    "complete": _complete,
    "return": _return,
    "award": _award,
    "refuse": lambda case: case.act("refuse_dossier", DECIDED, note="Trop de non-conformités."),
    "abandon": lambda case: case.act("abandon_dossier", WITHDRAWN, reason="Produit arrêté."),
    "suspend": lambda case: case.act("suspend", SUSPENDED, reason="Mise en demeure."),
    "withdraw": lambda case: case.act("withdraw", WITHDRAWN, reason="Sans réponse."),
}
PATHS = {
    S.BROUILLON: [],
    S.ELIGIBILITE: ["ask"],
    S.RECEVABILITE: ["ask"],
    S.PREUVES: ["ask", "open"],
    S.INSTRUCTION: ["ask", "open", "complete"],
    S.A_CORRIGER: ["ask", "open", "complete", "return"],
    S.REFERENCE: ["ask", "open", "complete", "award"],
    S.CERTIFIE: ["ask", "open", "complete", "award"],
    S.REFUSE: ["ask", "open", "complete", "refuse"],
    S.ABANDONNE: ["abandon"],
    S.SUSPENDU: ["ask", "open", "complete", "award", "suspend"],
    S.RETIRE: ["ask", "open", "complete", "award", "suspend", "withdraw"],
}
