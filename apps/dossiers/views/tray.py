"""The tray of a dossier: bring many files in at once, say what they answer, lay them all."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.acts import NOT_VALID, act
from apps.core.forms import DatedActForm
from apps.core.refusals import Refusal
from apps.dossiers import services
from apps.dossiers.forms.tray import ReceiveForm, TrayForm
from apps.dossiers.models import Dossier, TrayFile
from apps.dossiers.pages.tray import tray_page
from apps.dossiers.states import OPEN
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


def _address(dossier_pk: int) -> str:
    return reverse("dossiers:tray", args=[dossier_pk])


@access(Action.VIEW, model=Dossier, rows="for_page")
def tray(request, dossier):
    """The files of a dossier that wait for their proof, and those that were settled."""
    return _page(request, dossier)


def _page(request, dossier, *, form=None, lay_form=None, refused=(), status=200):
    today = timezone.localdate()
    context = {
        "dossier": dossier,
        "page": tray_page(
            dossier,
            on=today,
            number=request.GET.get("page", ""),
            done_number=request.GET.get("traites", ""),
        ),
        "may_answer": Action.CONTRIBUTE in request.actions and dossier.state in OPEN,
        "is_open": dossier.state in OPEN,
        "form": form or ReceiveForm(),
        "lay_form": lay_form or DatedActForm(auto_id="lay_%s"),
        "refused": refused,
    }
    return render(request, "dossiers/dossier_tray.html", context, status=status)


@access(Action.CONTRIBUTE, model=Dossier, methods=("POST",), rows="for_page")
def receive(request, dossier):
    """Take files in: an answer for the script that sends one, or the page for a plain form."""
    form = ReceiveForm(request.POST, request.FILES)
    files = form.files.getlist("uploads") if form.is_valid() else []
    received, refused = [], []
    for upload in files:
        try:
            received.append(services.receive_file(dossier.pk, upload, by=request.user))
        except Refusal as refusal:
            refused.append((upload.name, refusal))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _as_json(form, received, refused)
    if received:
        messages.success(request, _received(received))
    if refused or not form.is_valid():
        status = refused[0][1].status if refused else NOT_VALID
        kept = None if form.is_valid() else form
        return _page(request, dossier, form=kept, refused=refused, status=status)
    return redirect(_address(dossier.pk))


def _as_json(form, received, refused) -> JsonResponse:
    if refused:
        refusal = refused[0][1]
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    if not received:
        [sentence, *_rest] = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"message": sentence}, status=NOT_VALID)
    is_new = received[0][1]
    said = _("Reçu") if is_new else _("Déjà dans la liste")
    return JsonResponse({"message": said, "new": is_new})


def _received(received) -> str:
    new = sum(is_new for _row, is_new in received)
    if not new:
        return _("Rien de nouveau : ces fichiers sont déjà dans la liste.")
    return ngettext("%(count)d fichier reçu.", "%(count)d fichiers reçus.", new) % {"count": new}


@access(Action.CONTRIBUTE, model=TrayFile, methods=BOTH)
def edit(request, file):
    """Choose the proofs that a file answers and the document that it becomes."""
    today = timezone.localdate()

    def do(data):
        data.pop("revision")
        services.update_tray_file(file.pk, by=request.user, today=today, **data)

    return act(
        request,
        TrayForm,
        do=do,
        title=_("Classer « %(file)s »") % {"file": file.filename},
        submit=_("Enregistrer"),
        back=_address(file.dossier_id),
        form_kwargs={"file": file},
        template="dossiers/_tray_form.html",
    )


@access(Action.CONTRIBUTE, model=Dossier, methods=("POST",), rows="for_page")
def lay(request, dossier):
    """Lay every file that is ready."""
    today = timezone.localdate()
    form = DatedActForm(request.POST, auto_id="lay_%s")
    if not form.is_valid():
        return _page(request, dossier, lay_form=form, status=NOT_VALID)
    outcome = services.lay_tray(
        dossier.pk, by=request.user, on=form.cleaned_data["on"], today=today
    )
    _say(request, outcome)
    return redirect(_address(dossier.pk))


def _say(request, outcome) -> None:
    laid, refused = len(outcome.laid), len(outcome.refused)
    if laid:
        said = ngettext("%(count)d fichier posé.", "%(count)d fichiers posés.", laid)
        messages.success(request, said % {"count": laid})
    if refused:
        said = ngettext(
            "%(count)d fichier refusé : il reste dans la liste avec sa raison.",
            "%(count)d fichiers refusés : ils restent dans la liste, chacun avec sa raison.",
            refused,
        )
        messages.warning(request, said % {"count": refused})
    if not laid and not refused:
        messages.info(request, _("Aucun fichier n’est prêt : voyez ce qui manque à chacun."))


@access(Action.CONTRIBUTE, model=TrayFile, methods=("POST",))
def remove(request, file):
    """Take a file off the list."""
    services.remove_tray_file(file.pk, by=request.user, today=timezone.localdate())
    said = _("« %(file)s » est retiré de la liste ; remettez-le depuis « Déjà traités ».")
    messages.success(request, said % {"file": file.filename})
    return redirect(_address(file.dossier_id))


@access(Action.CONTRIBUTE, model=TrayFile, methods=("POST",))
def undo(request, file):
    """Put a file back in the list, taken off its proofs if it was laid."""
    services.undo_tray_file(file.pk, by=request.user, today=timezone.localdate())
    messages.success(request, _("« %(file)s » est de nouveau à classer.") % {"file": file.filename})
    return redirect(_address(file.dossier_id))
