"""The page of a chapter: its proofs, their files, and the acts on them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.acts import NOT_VALID, act
from apps.core.forms import DatedActForm
from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.alternatives import alternatives_of
from apps.dossiers.forms.proofs import DocumentForm, FileForm, RewriteForm, WordsForm, open_states
from apps.dossiers.models import DossierChapter, ProofAnswer
from apps.dossiers.pages.chapter import chapter_page
from apps.dossiers.pages.freshness import freshness_by_version
from apps.dossiers.pages.offers import offers_for
from apps.dossiers.states import OPEN, UNDER_REVIEW, DossierState
from apps.dossiers.verbs import chapter_verbs
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.policy import allowed_actions
from apps.products.states import Action


def address_of(chapter_pk: int) -> str:
    """Return the address of the page of a chapter."""
    return reverse("dossiers:chapter", args=[chapter_pk])


@access(Action.VIEW, model=DossierChapter)
def chapter(request, chapter):
    """The proofs of one chapter."""
    return _page(request, chapter)


FORMS = {"file_form": FileForm, "document_form": DocumentForm, "words_form": WordsForm}
"""The ways to answer the ticked proofs, by their name in the page."""


def _page(request, chapter, *, status=200, **bound):
    """Draw the chapter; a bound form comes back with its errors and its ticked proofs."""
    chapter = DossierChapter.objects.select_related(
        "dossier__product", "dossier__product_version__product", "dossier__pathway", "dossier__dsr"
    ).get(pk=chapter.pk)
    actions = allowed_actions(request.user, chapter.product)
    may_answer = Action.CONTRIBUTE in actions and chapter.dossier.state in OPEN
    sent = next(iter(bound.values()), None)
    context = {
        "chapter": chapter,
        "dossier": chapter.dossier,
        "page": chapter_page(chapter, request.GET.get("voir", "")),
        "siblings": chapter.dossier.chapters.all(),
        "verbs": chapter_verbs(chapter, actions),
        "actions": actions,
        "may_answer": may_answer,
        "open_states": open_states(chapter),
        "may_judge": Action.CONTRIBUTE in actions
        and chapter.dossier.state in (DossierState.PREUVES, *UNDER_REVIEW),
        "may_decide": Action.LEAD in actions and chapter.dossier.state in OPEN,
        "ticked": set(sent.data.getlist("proofs")) if sent else set(),
        "loose_errors": sent.loose_errors if sent else [],
        "filter": request.GET.get("voir", ""),
    }
    _attach_freshness(context["page"], chapter)
    _attach_cases(context["page"], chapter)
    if may_answer:
        initial = {"on": sent["on"].value()} if sent else {}
        for slot, form_class in FORMS.items():
            context[slot] = bound.get(slot) or form_class(chapter=chapter, initial=initial)
        _attach_offers(context["page"], chapter.dossier, request.user)
    return render(request, "dossiers/dossier_chapter.html", context, status=status)


def _attach_freshness(page, chapter):
    """Set on each answer shown what is said of its age, if anything is."""
    said = freshness_by_version(chapter.dossier, chapter, today=timezone.localdate())
    for proof in (proof for group in page.groups for proof in group.proofs):
        for answer in proof.files:
            answer.freshness = said.get(answer.version_id)


def _attach_cases(page, chapter):
    """Set on each proof shown the group of those that may replace it, if there is one."""
    groups = alternatives_of(chapter.dossier, chapter)
    found = {proof.pk: group for group in groups for proof in group.proofs}
    for proof in (proof for group in page.groups for proof in group.proofs):
        proof.alternatives = found.get(proof.pk)


def _attach_offers(page, dossier, user):
    """Set on each proof shown the files that passed for it elsewhere."""
    shown = [proof for group in page.groups for proof in group.proofs]
    offers = offers_for(dossier, shown, user=user, on=timezone.localdate())
    for proof in shown:
        proof.offers = offers.get(proof.pk, [])


@access(Action.CONTRIBUTE, model=DossierChapter, methods=("POST",))
def answer(request, chapter):
    """Deposit a file that answers the ticked proofs."""
    today = timezone.localdate()
    form = FileForm(request.POST, request.FILES, chapter=chapter)

    def do(proofs, upload, on, **facts):
        services.answer_with_file(proofs, upload, by=request.user, on=on, today=today, **facts)

    return _answered(request, chapter, form, do, slot="file_form")


@access(Action.CONTRIBUTE, model=DossierChapter, methods=("POST",))
def lay(request, chapter):
    """Lay a document that the product already has on the ticked proofs."""
    today = timezone.localdate()
    form = DocumentForm(request.POST, chapter=chapter)

    def do(proofs, version, on):
        services.lay_version(proofs, version, by=request.user, on=on, today=today)

    return _answered(request, chapter, form, do, slot="document_form")


@access(Action.CONTRIBUTE, model=DossierChapter, methods=("POST",))
def write(request, chapter):
    """Answer the ticked proofs in words, without a file."""
    today = timezone.localdate()
    form = WordsForm(request.POST, chapter=chapter)

    def do(proofs, **data):
        services.answer_with_words(proofs, by=request.user, today=today, **data)

    return _answered(request, chapter, form, do, slot="words_form")


def _answered(request, chapter, form, do, *, slot: str):
    status = NOT_VALID
    if form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("revision", None)
        proofs = [proof.pk for proof in data.pop("proofs")]
        try:
            do(proofs, **data)
        except Refusal as refusal:
            status = refusal.status
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            messages.success(request, _said(slot, len(proofs)))
            return redirect(f"{address_of(chapter.pk)}{_filter(request)}")
    return _page(request, chapter, status=status, **{slot: form})


def _said(slot: str, count: int) -> str:
    if slot == "words_form":
        said = ngettext(
            "La réponse est posée sur %(count)d preuve.",
            "La réponse est posée sur %(count)d preuves.",
            count,
        )
    else:
        said = ngettext(
            "Le document est posé sur %(count)d preuve.",
            "Le document est posé sur %(count)d preuves.",
            count,
        )
    return said % {"count": count}


def _filter(request) -> str:
    view = request.GET.get("voir", "")
    return f"?voir={view}" if view.replace("-", "").isalpha() else ""


@access(Action.CONTRIBUTE, model=ProofAnswer, methods=BOTH)
def take_off(request, answer):
    """Take an answer off a proof; the document itself stays."""
    today = timezone.localdate()

    def do(data):
        services.take_off(answer.pk, by=request.user, on=data["on"], today=today)

    return act(
        request,
        DatedActForm,
        do=do,
        title=_("Retirer « %(file)s » de %(proof)s")
        % {"file": answer.title, "proof": answer.proof},
        submit=_("Retirer"),
        back=address_of(answer.proof.chapter_id),
        intro=_("Le document reste dans le coffre et sur les autres preuves.")
        if answer.version_id
        else _("La réponse reste dans l’historique et sur les autres preuves."),
        danger=True,
    )


@access(Action.CONTRIBUTE, model=ProofAnswer, methods=BOTH)
def rewrite(request, answer):
    """Write again the words of an answer; the former ones stay in the history."""
    if answer.version_id or answer.removed_on:
        raise Conflict(_("Cette réponse n’est plus posée : rechargez la page."))
    today = timezone.localdate()

    def do(data):
        data.pop("revision", None)
        services.rewrite_words(answer.pk, by=request.user, today=today, **data)

    return act(
        request,
        RewriteForm,
        do=do,
        title=_("Modifier la réponse à %(proof)s") % {"proof": answer.proof},
        submit=_("Enregistrer"),
        back=f"{address_of(answer.proof.chapter_id)}#preuve-{answer.proof_id}",
        form_kwargs={"answer": answer},
    )
