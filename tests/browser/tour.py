"""Every page that a GET can open, from the resolver, with an object of the demonstration for each.

An address that no object of the scene can open is not left out: `stops()` raises.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.certificates.models import NotificationEmail
from apps.changes import services as changes
from apps.deadlines.feeds import create_feed
from apps.deadlines.states import FeedScope
from apps.dossiers.models import Dossier, DossierChapter, TrayFile
from apps.dossiers.services import open_dossier, put_proofs_aside
from apps.dossiers.states import DossierState, ProofState
from apps.evidence.models import Blob, EvidenceVersion
from apps.frameworks.models import CatalogChapter, CatalogRow, CatalogVersion
from apps.guide.models import Entry
from apps.guide.votes import give_vote
from apps.products.access import PUBLIC
from apps.products.models import ProductVersion
from apps.reminders.models import Absence, Ladder, Mail
from apps.reminders.unsubscribing import unsubscribe_url
from apps.rules.counting import PARIS, add_days, end_of_week
from tests.addresses import PUBLIC_ACCOUNT_PAGES, SIGNED_IN_ACCOUNT_PAGES, Address, addresses, ours

LEAD, ADMINISTRATOR, NEWCOMER, NOBODY = "claire", "admin", "nouveau", ""
STATES = {
    "dossiers:detail": ("state",),
    "dossiers:chapter": ("state",),
    "cnda:detail": ("status", "outcome"),
    "changes:detail": ("state",),
    "certificates:detail": ("state",),
}
"""Pages that say something else in each state: one stop for each."""
QUESTIONS = {"dossiers:projection": "on={today}"}
"""Pages that answer a question of their address."""
PICKS = {
    "dossiers:rewrite": {"version": None, "removed_on": None},
    "dossiers:put_aside": {"state": ProofState.ATTENDUE},
    "dossiers:expect": {"aside_on__isnull": False},
    "dossiers:choose_case": {"case__isnull": False},
}
"""Pages that open for few rows of their model: what tells these rows."""
FILES = {
    "calendar:read",
    "certificates:pem",
    "changes:letter_docx",
    "changes:letter_pdf",
    "deadlines:export",
    "dossiers:table_export",
    "evidence:download",
    "evidence:export",
    "evidence:page",
    "guide:blocker",
    "guide:field",
    "guide:rule",
    "reminders:body",
}
"""Not pages of the site: calendars, documents, their drawn pages, workbooks, certificates, the
mail inside the page of a mail, the ways that lead to an entry of the guide."""
UNUSED_ACCOUNT_PAGES = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_set_password",
}
"""What allauth brings and this site does not use: they lead elsewhere."""
NOT_ADMIN_PAGES = {"", "autocomplete", "jsi18n", "logout", "view_on_site", "password_change_done"}
LISTS = (
    "dashboard:home",
    "dashboard:portfolio",
    "dashboard:account",
    "dashboard:milestones",
    "products:list",
    "products:people",
    "deadlines:list",
    "deadlines:agenda",
    "deadlines:month",
    "calendar:detail",
    "reminders:sent",
    "changes:list",
    "certificates:list",
    "certificates:add",
    "certificates:papers",
    "frameworks:list",
    "dossiers:create",
    "dossiers:grounds",
    "guide:list",
)
REFUSED = 409
FORBIDDEN, MISSING, NOT_VALID = 403, 404, 422


@dataclass(frozen=True)
class Stop:
    """One page: its name for pictures, its path, who opens it, the status that it answers.

    `kind` is the page that it resembles: only the first of a kind is looked at in the dark.
    """

    name: str
    path: str
    login: str = LEAD
    status: int = 200
    kind: str = ""


def lay_scene() -> None:
    """Lay the demonstration, what it lacks, and somebody who has nothing yet."""
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    shown = set(Dossier.objects.values_list("state", flat=True))
    assert {DossierState.SUSPENDU, DossierState.ABANDONNE, DossierState.RETIRE} <= shown
    complete_scene(User.objects.get(username=LEAD), today=timezone.localdate())


def complete_scene(lead: User, *, today: date) -> None:
    """Add what the demonstration lacks, from a chapter without proofs to a newcomer."""
    dossier = Dossier.objects.filter(state=DossierState.PREUVES).first()
    part = CatalogChapter.objects.create(version=dossier.catalog, name="Sans preuve", order=99)
    DossierChapter.objects.create(
        dossier=dossier, chapter=part, name=part.name, order=99, state_on=dossier.opened_on
    )
    certified = Dossier.objects.get(state=DossierState.CERTIFIE)
    open_dossier(
        ProductVersion.objects.create(product=certified.product, label="6.0").pk,
        by=lead,
        on=today,
        today=today,
        dsr=certified.dsr,
        catalog=certified.catalog,
        profiles=[],
        responsible=lead,
        dmn_track=certified.dmn_track,
        track_reason="Une seconde pathologie.",
    )
    component = certified.product.components.create(
        name="Connecteur INSi", vendor="InteropSanté", nil="7781"
    )
    changes.record_component_change(
        component.pk, by=lead, on=today, today=today, title="Connecteur INSi 3.2", version="3.2"
    )
    proof = dossier.proofs.filter(state=ProofState.ATTENDUE).first()
    reason = "Le logiciel n’héberge aucune donnée."
    put_proofs_aside([proof.pk], reason=reason, by=lead, on=today, today=today)
    lay_enforcement(certified, lead, today)
    _give_cases(dossier)
    TrayFile.objects.create(
        dossier=dossier,
        blob=Blob.objects.first(),
        filename="attestation.pdf",
        received_by=lead,
    )
    Absence.objects.create(
        person=lead,
        starts_on=today,
        ends_on=today,
        delegate=User.objects.get(username="karim"),
        recorded_by=lead,
    )
    create_feed(by=lead, whose=FeedScope.TEAM, now=datetime(2026, 3, 4, 8, tzinfo=PARIS))
    give_vote(
        Entry.objects.first(),
        by=lead,
        is_useful=False,
        comment="Il manque un exemple.",
        now=datetime(2026, 3, 4, 8, tzinfo=PARIS),
    )
    User.objects.create_user(NEWCOMER, "nouveau@santalis.example", first_name="Noé")
    Mail.objects.create(
        person=lead,
        recipient=lead.email,
        subject="Vos échéances du jour",
        text="Bonjour",
        html="<p>Bonjour</p>",
        state="sent",
        message_id="<1@segurtrack.example>",
        created_at=datetime(2026, 3, 4, 8, tzinfo=PARIS),
        sent_at=datetime(2026, 3, 4, 8, 1, tzinfo=PARIS),
    )


def lay_enforcement(dossier: Dossier, lead: User, today: date) -> None:
    """Note an audit, a formal notice and a sanction on an awarded dossier."""
    act = {"by": lead, "today": today}
    changes.record_award(dossier.pk, framework_version="DMN 1.2.2", next_control_on=today, **act)
    audit = changes.plan_audit(
        dossier.pk, held_on=today, auditor="Cabinet Vérilab", scope="INS et sécurité", **act
    )
    notice = changes.record_notice(
        dossier.pk,
        on=today,
        due_on=end_of_week(add_days(today, 7)),
        grounds="Modification notifiée en retard",
        audit=audit,
        **act,
    )
    changes.record_sanction(
        dossier.pk, on=today, level="warning", grounds="Réponse attendue", notice=notice, **act
    )


def _give_cases(dossier: Dossier) -> None:
    """Make two proofs of one scenario stand for different cases: the workbook has none."""
    former = None
    for proof in dossier.proofs.applicable().select_related("catalog_proof").order_by("order"):
        scenario = proof.catalog_proof.scenario_id
        if former and scenario and former.catalog_proof.scenario_id == scenario:
            former.case, proof.case = 1, 2
            former.save()
            proof.save()
            return
        former = proof
    raise AssertionError("no scenario of the scene has two proofs")


def clients() -> dict[str, Client]:
    """Return a browser without a window for each person of the tour, signed in."""
    found = {NOBODY: Client()}
    for login in (LEAD, ADMINISTRATOR, NEWCOMER):
        found[login] = Client()
        found[login].force_login(User.objects.get(username=login))
    return found


def stops(browsers: dict[str, Client]) -> list[Stop]:
    """Return every page, and some in several states; AssertionError for one that cannot open."""
    return [
        *(stop for each in ours() for stop in _own(each, browsers)),
        *(Stop(f"{name}-empty", reverse(name), NEWCOMER) for name in LISTS),
        *_account(),
        *_admin(browsers[ADMINISTRATOR]),
        *_refusals(browsers[LEAD]),
    ]


def _own(address: Address, browsers) -> list[Stop]:
    if "GET" not in address.policy.methods or address.name in FILES:
        return []
    if address.policy.model is None:
        login = LEAD if _status(browsers[LEAD], address) == 200 else ADMINISTRATOR
        assert _status(browsers[login], address) == 200, f"{address} does not open"
        login = NOBODY if address.policy.level == PUBLIC else login
        return [Stop(address.name, _path(address), login)]
    rows = address.policy.model.objects.filter(**PICKS.get(address.name, {})).order_by("pk")
    found = {}
    for row in rows[:200]:
        seen = tuple(getattr(row, field) for field in STATES.get(address.name, ()))
        if seen not in found and _status(browsers[LEAD], address, pk=row.pk) == 200:
            found[seen] = row.pk
        if found and address.name not in STATES:
            break
    assert found, f"{address} opens for no object of the scene"
    return [
        Stop("-".join((address.name, *seen)), _path(address, pk=pk)) for seen, pk in found.items()
    ]


def _path(address: Address, **values) -> str:
    """Return the path, completed by an object for each argument that names no policy's model."""
    values = {
        "pk": CatalogVersion.objects.first().pk,
        "number": CatalogRow.objects.order_by("number").first().number,
        "version_pk": EvidenceVersion.objects.order_by("pk").first().pk,
        "account_pk": User.objects.get(username="karim").pk,
        "email_pk": NotificationEmail.objects.order_by("certificate").first().pk,
        "step": "demande",
        "kind": Ladder.objects.first().kind,
        "slug": Entry.objects.first().slug,
        "token": unsubscribe_url(
            User.objects.get(username=LEAD),
            list(Ladder.objects.filter(optional=True).values_list("kind", flat=True)),
        ).split("/")[-2],
    } | values
    question = QUESTIONS.get(address.name, "").format(today=timezone.localdate())
    return f"{address.url(values)}?{question}".rstrip("?")


def _status(browser: Client, address: Address, **values) -> int:
    return browser.get(_path(address, **values)).status_code


def _account() -> list[Stop]:
    pages = PUBLIC_ACCOUNT_PAGES | SIGNED_IN_ACCOUNT_PAGES
    found = []
    for name in sorted(pages - UNUSED_ACCOUNT_PAGES):
        arguments = {"uidb36": "1", "key": "wrong"} if name.endswith("from_key") else None
        signed_in = name in SIGNED_IN_ACCOUNT_PAGES or name == "account_logout"
        found.append(Stop(name, reverse(name, kwargs=arguments), LEAD if signed_in else NOBODY))
    return found


def _admin(browser: Client) -> list[Stop]:
    """Return what the administration offers; it says 403 for what a register does not let do."""
    first = {
        f"{model._meta.app_label}_{model._meta.model_name}": model._default_manager.first()
        for model in admin.site._registry
    }
    found = []
    for address in addresses():
        name = address.name.partition(":")[2]
        if address.namespace != "admin" or name in NOT_ADMIN_PAGES:
            continue
        row = next((row for key, row in first.items() if name.startswith(f"{key}_")), None)
        pk = row.pk if row else User.objects.get(username=LEAD).pk
        named = {"object_id": pk, "id": pk, "app_label": "accounts"}
        if address.unnamed:
            newest = row.history.first() if row else None
            if newest is None:
                continue
            path = reverse(address.name, args=[pk, newest.pk])
        else:
            path = reverse(address.name, kwargs={key: named[key] for key in address.arguments})
        status = browser.get(path).status_code
        assert status in {200, 302, FORBIDDEN}, f"{address} answers {status}"
        if status == 200:
            found.append(Stop(f"admin-{name}", path, ADMINISTRATOR, kind=name.rpartition("_")[2]))
    return found


def _refusals(browser: Client) -> list[Stop]:
    closed = Dossier.objects.get(state=DossierState.ABANDONNE)
    return [
        Stop("error-404", "/nulle-part/", status=MISSING),
        Stop("error-403", reverse("frameworks:import"), status=FORBIDDEN),
        Stop("error-409", reverse("dossiers:award", args=[closed.pk]), status=REFUSED),
    ]
