"""The acts on a request, one small screen each."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cnda import forms, services
from apps.cnda.guards import blockers
from apps.cnda.models import CndaRequest
from apps.cnda.services.papers import Paper
from apps.core.acts import act
from apps.products.access import access
from apps.products.states import Action

FORM = ("GET", "HEAD", "POST")


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def advance(request, row):
    """Move a request to the next status."""
    after = row.step.next
    label = after.cnda_label if after else row.get_status_display()
    return _act(
        request,
        row,
        "advance",
        forms.AdvanceForm,
        services.advance_cnda_request,
        title=_("Passer au statut suivant"),
        submit=_("Passer à « %(status)s »") % {"status": after.label if after else label},
        intro=_("L’espace personnel CNDA affiche maintenant « %(status)s ».") % {"status": label},
        initial={"to": after},
    )


@access(Action.LEAD, model=CndaRequest, methods=FORM)
def step_back(request, row):
    """Note that the CNDA sent a request one status back."""
    before = row.step.previous
    label = before.label if before else row.get_status_display()
    return _act(
        request,
        row,
        "return",
        forms.ReasonForm,
        services.return_cnda_request,
        title=_("Noter un retour du CNDA"),
        submit=_("Revenir à « %(status)s »") % {"status": label},
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
        intro=_("Le statut lu dans l’espace personnel CNDA est toujours « %(status)s ».")
        % {"status": row.step.cnda_label},
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
    intro = _("C’est la preuve que l’ANS accepte : à Finalisation, elle obtient l’homologation.")
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
        intro=_("À n’utiliser que pour une erreur : une homologation obtenue redevient en cours."),
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
        intro=_("La demande sera close ; une nouvelle pourra être ouverte."),
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
        intro=_("La demande sera close ; une nouvelle, ou un montage, pourra la remplacer."),
        danger=True,
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
        template="evidence/_upload_form.html",
        submit=_("Déposer"),
        back=row.get_absolute_url(),
        done=_("Le document est déposé."),
        blockers=blockers(row, paper),
        form_kwargs={"initial": {"revision": row.revision}},
        **wording,
    )
