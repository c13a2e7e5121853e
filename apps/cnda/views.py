"""Pages of CNDA requests and montages; each act has its own small screen."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cnda import forms, services
from apps.cnda.display import papers_of, steps_of
from apps.cnda.guards import blockers, withdrawal_blockers
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.services.papers import Paper
from apps.cnda.states import CndaStatus
from apps.cnda.verbs import verbs_of
from apps.core.acts import act
from apps.deadlines.models import Deadline
from apps.products.access import access
from apps.products.journal import events_of
from apps.products.models import ProductVersion
from apps.products.policy import allowed_actions
from apps.products.states import Action

FORM = ("GET", "HEAD", "POST")


@access(Action.VIEW, model=CndaRequest)
def detail(request, row):
    """Show where a request stands, its papers, its due dates and its journal."""
    today = timezone.localdate()
    verbs = verbs_of(row, allowed_actions(request.user, row.product))
    events = list(events_of(row))
    awaited = row.awaited_return_on
    context = {
        "row": row,
        "today": today,
        "verbs": verbs,
        "steps": steps_of(row, events),
        "papers": papers_of(row, verbs),
        "return_is_late": awaited is not None and awaited < today,
        "deadlines": Deadline.objects.of(row),
        "events": events,
    }
    return render(request, "cnda/cndarequest_detail.html", context)


@access(Action.LEAD, model=ProductVersion, methods=FORM)
def create(request, version):
    """Open a request for a version of a product."""
    today = timezone.localdate()
    initial = {
        "homologation": request.GET.get("homologation"),
        "responsible": version.product.responsible_id,
    }
    return act(
        request,
        forms.OpenForm,
        do=lambda data: services.open_cnda_request(
            version.pk, by=request.user, today=today, **_without_revision(data)
        ),
        title=_("Ouvrir une demande CNDA – %(version)s") % {"version": version},
        submit=_("Ouvrir la demande"),
        back=version.product.get_absolute_url(),
        done=_("La demande est ouverte, à Initialisation."),
        form_kwargs={"product": version.product, "initial": initial},
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def advance(request, row):
    """Move a request to the next status."""
    after = CndaStatus(row.status).next
    label = after.cnda_label if after else row.get_status_display()
    return _act(
        request,
        row,
        "advance",
        forms.AdvanceForm,
        services.advance_cnda_request,
        title=_("Passer au statut suivant"),
        submit=_("Passer à « %(status)s »") % {"status": after.label if after else label},
        intro=_("L’espace personnel CNDA affiche maintenant « %(status)s ».") % {"status": label},
        initial={"to": after},
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def step_back(request, row):
    """Note that the CNDA sent a request one status back."""
    before = CndaStatus(row.status).previous
    label = before.label if before else row.get_status_display()
    return _act(
        request,
        row,
        "return",
        forms.ReasonForm,
        services.return_cnda_request,
        title=_("Noter un retour du CNDA"),
        submit=_("Revenir à « %(status)s »") % {"status": label},
    )


@access(Action.CONTRIBUTE, model=CndaRequest, methods=FORM)
def check(request, row):
    """Note a look at the personal space."""
    return _act(
        request,
        row,
        "check",
        forms.CheckForm,
        services.record_check,
        title=_("Noter une vérification du statut"),
        submit=_("Noter la vérification"),
        intro=_("Le statut lu dans l’espace personnel CNDA est toujours « %(status)s ».")
        % {"status": CndaStatus(row.status).cnda_label},
        initial={"expected_return_on": row.awaited_return_on},
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def update(request, row):
    """Change who follows a request, and its reference."""
    return _act(
        request,
        row,
        "update",
        forms.FollowForm,
        services.update_cnda_request,
        title=_("Modifier le suivi de la demande"),
        submit=_("Enregistrer"),
        initial={"responsible": row.responsible_id, "reference": row.reference},
        product=row.product,
    )


@access(Action.CONTRIBUTE, model=CndaRequest, methods=FORM)
def screenshot(request, row):
    """Deposit a screenshot of the personal space."""
    return _deposit(request, row, Paper.SCREENSHOT, forms.ScreenshotForm)


@access(Action.CONTRIBUTE, model=CndaRequest, methods=FORM)
def attestation(request, row):
    """Deposit the attestation de conformité."""
    return _deposit(request, row, Paper.ATTESTATION, forms.PaperForm)


@access(Action.CONTRIBUTE, model=CndaRequest, methods=FORM)
def letter(request, row):
    """Deposit the lettre de référencement, which obtains the homologation at Finalisation."""
    intro = _("C’est la preuve que l’ANS accepte : à Finalisation, elle obtient l’homologation.")
    return _deposit(request, row, Paper.LETTER, forms.PaperForm, intro=intro)


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def take_off_letter(request, row):
    """Take off a letter deposited by mistake."""
    return _act(
        request,
        row,
        "take_off_letter",
        forms.ReasonForm,
        services.take_off_letter,
        title=_("Retirer la lettre de référencement"),
        submit=_("Retirer la lettre"),
        intro=_("À n’utiliser que pour une erreur : une homologation obtenue redevient en cours."),
        danger=True,
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def refuse(request, row):
    """Note that the CNDA refused."""
    return _act(
        request,
        row,
        "refuse",
        forms.ReasonForm,
        services.refuse_cnda_request,
        title=_("Noter le refus du CNDA"),
        submit=_("Noter le refus"),
        intro=_("La demande sera close ; une nouvelle pourra être ouverte."),
        danger=True,
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def abandon(request, row):
    """Give a request up."""
    return _act(
        request,
        row,
        "abandon",
        forms.ReasonForm,
        services.abandon_cnda_request,
        title=_("Abandonner la demande"),
        submit=_("Abandonner la demande"),
        intro=_("La demande sera close ; une nouvelle, ou un montage, pourra la remplacer."),
        danger=True,
    )


@access(Action.VIEW, model=CndaCoverage)
def montage(request, coverage):
    """Show a montage, its proof and its journal."""
    actions = allowed_actions(request.user, coverage.product)
    context = {
        "coverage": coverage,
        "may_withdraw": Action.LEAD in actions and not withdrawal_blockers(coverage),
        "events": events_of(coverage),
    }
    return render(request, "cnda/cndacoverage_detail.html", context)


@access(Action.LEAD, model=ProductVersion, methods=FORM)
def montage_create(request, version):
    """Declare a montage for a version of a product."""
    today = timezone.localdate()
    return act(
        request,
        forms.MontageForm,
        do=lambda data: services.deposit_montage(
            version.pk, by=request.user, today=today, **_without_revision(data)
        ),
        title=_("Déclarer un montage – %(version)s") % {"version": version},
        submit=_("Déclarer le montage"),
        back=version.product.get_absolute_url(),
        done=_("Le montage est déclaré."),
        intro=_("L’homologation est détenue par la solution d’un tiers, intégrée à la vôtre."),
        form_kwargs={
            "product": version.product,
            "initial": {"homologation": request.GET.get("homologation")},
        },
    )


@access(Action.LEAD, model=CndaCoverage, methods=FORM)
def montage_withdraw(request, coverage):
    """End a montage."""
    today = timezone.localdate()
    return act(
        request,
        forms.ReasonForm,
        do=lambda data: services.withdraw_montage(
            coverage.pk, by=request.user, today=today, **data
        ),
        title=_("Retirer le montage"),
        submit=_("Retirer le montage"),
        back=coverage.get_absolute_url(),
        blockers=withdrawal_blockers(coverage),
        danger=True,
        form_kwargs={"initial": {"revision": coverage.revision}},
    )


def _act(request, row, verb, form, service, *, initial=None, product=None, **wording):
    """Show the form of one act on a request, or do it through its service."""
    today = timezone.localdate()
    form_kwargs = {"initial": {"revision": row.revision, **(initial or {})}}
    if product:
        form_kwargs["product"] = product
    return act(
        request,
        form,
        do=lambda data: service(row.pk, by=request.user, today=today, **data),
        back=row.get_absolute_url(),
        blockers=blockers(row, verb),
        form_kwargs=form_kwargs,
        **wording,
    )


def _deposit(request, row, paper, form, **wording):
    today = timezone.localdate()
    return act(
        request,
        form,
        do=lambda data: services.deposit_paper(row.pk, paper, by=request.user, today=today, **data),
        title=paper.label,
        submit=_("Déposer"),
        back=row.get_absolute_url(),
        done=_("Le document est déposé."),
        blockers=blockers(row, paper),
        form_kwargs={"initial": {"revision": row.revision}},
        **wording,
    )


def _without_revision(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "revision"}
