"""The page of a chapter: its proofs, their files, and the acts on them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.acts import NOT_VALID, act
from apps.core.forms import DatedActForm
from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.forms.opening import ChapterFactsForm
from apps.dossiers.forms.proofs import DocumentForm, FileForm, open_states
from apps.dossiers.guards import blockers
from apps.dossiers.models import DossierChapter, ProofAnswer
from apps.dossiers.pages.chapter import chapter_page
from apps.dossiers.pages.offers import offers_for
from apps.dossiers.states import OPEN, UNDER_REVIEW, DossierState
from apps.dossiers.verbs import chapter_accepts, chapter_verbs
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


def _page(request, chapter, *, file_form=None, document_form=None, status=200):
    """Draw the chapter; a bound form comes back with its errors and its ticked proofs."""
    chapter = DossierChapter.objects.select_related(
        "dossier__product", "dossier__product_version__product", "dossier__pathway", "dossier__dsr"
    ).get(pk=chapter.pk)
    actions = allowed_actions(request.user, chapter.product)
    may_answer = Action.CONTRIBUTE in actions and chapter.dossier.state in OPEN
    bound = file_form or document_form
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
        "may_void": Action.LEAD in actions and chapter.dossier.state in OPEN,
        "ticked": set(bound.data.getlist("proofs")) if bound else set(),
        "filter": request.GET.get("voir", ""),
    }
    if may_answer:
        context["file_form"] = file_form or FileForm(chapter=chapter)
        context["document_form"] = document_form or DocumentForm(chapter=chapter)
        _attach_offers(context["page"], chapter.dossier, request.user)
    return render(request, "dossiers/dossier_chapter.html", context, status=status)


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
            said = ngettext(
                "Le document est posé sur %(count)d preuve.",
                "Le document est posé sur %(count)d preuves.",
                len(proofs),
            )
            messages.success(request, said % {"count": len(proofs)})
            return redirect(f"{address_of(chapter.pk)}{_filter(request)}")
    return _page(request, chapter, status=status, **{slot: form})


def _filter(request) -> str:
    view = request.GET.get("voir", "")
    return f"?voir={view}" if view.replace("-", "").isalpha() else ""


@access(Action.CONTRIBUTE, model=ProofAnswer, methods=BOTH)
def take_off(request, answer):
    """Take a file off a proof; the document itself stays."""
    today = timezone.localdate()

    def do(data):
        services.take_off(answer.pk, by=request.user, on=data["on"], today=today)

    return act(
        request,
        DatedActForm,
        do=do,
        title=_("Retirer « %(file)s » de %(proof)s")
        % {"file": answer.version.evidence.title, "proof": answer.proof},
        submit=_("Retirer"),
        back=address_of(answer.proof.chapter_id),
        intro=_("Le document reste dans le coffre et sur les autres preuves."),
        danger=True,
    )


@access(Action.CONTRIBUTE, model=DossierChapter, methods=BOTH)
def update_chapter(request, chapter):
    """Name the vérificateur of the ANS."""
    today = timezone.localdate()

    def do(data):
        services.update_chapter(chapter.pk, by=request.user, today=today, **data)

    return act(
        request,
        ChapterFactsForm,
        do=do,
        title=_("Modifier la fiche du chapitre : %(chapter)s") % {"chapter": chapter},
        submit=_("Enregistrer"),
        back=address_of(chapter.pk),
        form_kwargs={
            "initial": {"revision": chapter.dossier.revision, "reviewer": chapter.reviewer}
        },
    )


def chapter_screen(verb: str, *, service, title, submit, intro):
    """Return the view of one verb of a chapter."""

    @access(Action.LEAD, model=DossierChapter, methods=BOTH)
    def view(request, chapter):
        today = timezone.localdate()
        if not chapter_accepts(chapter, verb):
            raise Conflict(
                _(
                    "Cette action n’est pas possible : le chapitre est à l’état « %(state)s ». "
                    "Rechargez sa page pour voir ce qui a changé."
                )
                % {"state": chapter.get_state_display()}
            )

        def do(data):
            service(chapter.pk, by=request.user, on=data["on"], today=today)

        return act(
            request,
            DatedActForm,
            do=do,
            title=f"{title} : {chapter}",
            submit=submit,
            back=address_of(chapter.pk),
            intro=intro,
            blockers=blockers(chapter, verb),
        )

    return view


submit_chapter = chapter_screen(
    "submit_chapter",
    service=services.submit_chapter,
    title=gettext_lazy("Soumettre le chapitre"),
    submit=gettext_lazy("Soumettre"),
    intro=gettext_lazy("Le chapitre est déposé sur Convergence d’un seul tenant."),
)
take_back_chapter = chapter_screen(
    "take_back_chapter",
    service=services.take_back_chapter,
    title=gettext_lazy("Reprendre le chapitre"),
    submit=gettext_lazy("Reprendre"),
    intro=gettext_lazy("Il revient en préparation, avec ses fichiers."),
)
validate_chapter = chapter_screen(
    "validate_chapter",
    service=services.validate_chapter,
    title=gettext_lazy("Noter la validation du chapitre"),
    submit=gettext_lazy("Noter la validation"),
    intro=gettext_lazy("Le vérificateur de l’ANS a validé le chapitre entier."),
)
