"""One product with an instance of everything that an address can name, and everybody around it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings

from apps.accounts.models import User
from apps.accounts.tests.builders import make_user
from apps.certificates.models import Certificate, CertificateOrder, Delegation
from apps.certificates.tests.builders import make_fleet
from apps.changes.models import Audit, ChangeRecord, ComponentChange, FormalNotice, Sanction
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.tests.builders import declare
from apps.deadlines import feeds
from apps.deadlines.models import Deadline
from apps.deadlines.states import FeedScope
from apps.dossiers.models import (
    Dossier,
    DossierChapter,
    ExpectedProof,
    ProofAnswer,
    ProofBatch,
    ProofVerdict,
    ReviewEvent,
    Round,
    TrayFile,
)
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_batch, make_case_at
from apps.evidence.models import Evidence, EvidenceVersion
from apps.evidence.tests.builders import make_evidence_version
from apps.frameworks.models import CatalogRow
from apps.guide.tests.builders import make_entry
from apps.products.models import Component, Product, ProductMembership, ProductVersion
from apps.products.states import Role
from apps.products.tests.builders import make_member
from apps.reminders.models import Absence, Mail, Reminder
from apps.reminders.states import ReminderState
from apps.reminders.tests.builders import make_ladder
from apps.reminders.unsubscribing import unsubscribe_url
from apps.rules.counting import PARIS

TODAY = date(2026, 3, 4)
SENT_AT = datetime(2026, 3, 4, 8, tzinfo=PARIS)
ROLES = {
    "nobody": None,
    "disabled": "zoe",
    "stranger": "charlie",
    "reader": "rita",
    "contributor": "bob",
    "lead": "alice",
    "administrator": "ada",
}
MEMBERS = {"reader", "contributor", "lead", "administrator"}


@dataclass
class World:
    """`objects`: an instance by model; `people`: by role; `root`: the evidence store it uses.

    `seen_by`: who may know of an object that does not simply follow its product.
    """

    people: dict[str, User | None]
    objects: dict[type, object]
    arguments: dict[str, dict]
    root: Path
    seen_by: dict[type, set[str]] = field(default_factory=dict)

    def values(self, address) -> dict:
        """Return the arguments of an address; KeyError when the world has no such thing."""
        values = dict(self.arguments.get(address.namespace, {}))
        if address.policy.model is not None:
            values["pk"] = self.objects[address.policy.model].pk
        return values

    def audience(self, address) -> set[str]:
        """Return the roles that may know of what the address names."""
        if address.name == "products:account_deactivate":
            return {"lead", "administrator"}
        if address.policy.model is None:
            return set(ROLES)
        return self.seen_by.get(address.policy.model, MEMBERS)


def build_world() -> World:
    """Return the world, on a dossier that the ANS has sent back."""
    case = make_case_at(DossierState.A_CORRIGER)
    team, dossier = case.team, case.dossier
    zoe = make_user("zoe")
    make_member(team.product, zoe, Role.LEAD)
    team.rita.manager = team.alice
    team.rita.save()
    people = {role: User.objects.filter(username=name).first() for role, name in ROLES.items()}
    coverage = declare(team)
    version = make_evidence_version(team.product, by=team.alice)
    mail = _mail(team.alice)
    fleet = make_fleet(team)
    secret = feeds.create_feed(by=team.alice, whose=FeedScope.TEAM, now=SENT_AT)
    of_dossier = partial(_first, dossier=dossier)
    of_proofs = partial(_first, proof__dossier=dossier)
    row = CatalogRow.objects.create(version=case.catalog, number=2, cells=[["Exigence", "INS"]])
    return World(
        people=people,
        objects={
            Product: team.product,
            ProductVersion: team.version,
            ProductMembership: ProductMembership.objects.get(user=team.rita),
            Component: coverage.component,
            Dossier: dossier,
            DossierChapter: of_dossier(DossierChapter),
            ExpectedProof: of_dossier(ExpectedProof),
            ReviewEvent: of_dossier(ReviewEvent),
            Round: of_dossier(Round),
            ProofAnswer: of_proofs(ProofAnswer),
            ProofBatch: make_batch(case),
            ProofVerdict: of_proofs(ProofVerdict),
            TrayFile: TrayFile.objects.create(
                dossier=dossier, blob=version.blob, filename="preuve.pdf", received_by=team.alice
            ),
            Evidence: version.evidence,
            EvidenceVersion: version,
            CndaRequest: CndaRequest.objects.filter(product=team.product).first(),
            CndaCoverage: CndaCoverage.objects.get(pk=coverage.pk),
            ChangeRecord: _change(team, dossier, version),
            Certificate: fleet.certificate,
            CertificateOrder: fleet.order,
            Delegation: fleet.delegation,
            Audit: Audit.objects.create(
                dossier=dossier,
                held_on=TODAY,
                auditor="ANS",
                scope="INS",
                recorded_by=team.alice,
            ),
            FormalNotice: FormalNotice.objects.create(
                dossier=dossier,
                issued_on=TODAY,
                due_on=date(2026, 4, 4),
                grounds="Modification notifiée en retard",
                recorded_by=team.alice,
            ),
            Sanction: Sanction.objects.create(
                dossier=dossier,
                level="warning",
                pronounced_on=TODAY,
                grounds="Modification notifiée en retard",
                recorded_by=team.alice,
            ),
            Mail: mail,
            Reminder: _reminder(team, mail),
            Absence: Absence.objects.create(
                person=team.alice,
                starts_on=TODAY,
                ends_on=TODAY,
                delegate=team.bob,
                recorded_by=team.alice,
            ),
            Deadline: Deadline.objects.filter(product=team.product).first(),
        },
        arguments={
            "frameworks": {"pk": case.catalog.pk, "number": row.number},
            "certificates": {"email_pk": fleet.certificate.emails.first().pk, "step": "demande"},
            "changes": {"version_pk": version.pk},
            "evidence": {"number": 1},
            "products": {"account_pk": team.rita.pk},
            "calendar": {"secret": secret},
            "guide": {"slug": make_entry().slug, "code": "ans_review"},
            "reminders": {
                "verb": "tout-liberer",
                "kind": make_ladder([0]).kind,
                "token": unsubscribe_url(team.alice, []).split("/")[-2],
            },
        },
        root=Path(settings.EVIDENCE_ROOT),
        seen_by={
            Mail: {"lead", "administrator"},
            Absence: {"lead", "administrator"},
            Reminder: {"lead"},
        },
    )


def _first(model, **facts):
    return model.objects.filter(**facts).first()


def _mail(person: User) -> Mail:
    return Mail.objects.create(
        person=person,
        recipient=person.email,
        subject="Échéances du jour",
        text="Bonjour",
        html="<p>Bonjour</p>",
        message_id="<1@segurtrack.example>",
        state="sent",
        created_at=SENT_AT,
        sent_at=SENT_AT,
    )


def _reminder(team, mail: Mail) -> Reminder:
    """Return what Alice was told, as the site lists it."""
    return Reminder.objects.create(
        deadline=Deadline.objects.filter(product=team.product).first(),
        revision=1,
        stage=0,
        person=mail.person,
        planned_on=TODAY,
        state=ReminderState.SENT,
        mail=mail,
    )


def _change(team, dossier, version) -> ChangeRecord:
    change = ChangeRecord.objects.create(
        product=team.product,
        dossier=dossier,
        title="Nouveau serveur d’identité",
        state_on=TODAY,
        discovered_on=TODAY,
        responsible=team.alice,
        component_change=ComponentChange.objects.create(
            component="VitaLecteur",
            vendor="Tiers SA",
            version="2.4",
            title="Nouveau serveur d’identité",
            discovered_on=TODAY,
            recorded_by=team.alice,
        ),
    )
    change.attachments.add(version)
    return change
