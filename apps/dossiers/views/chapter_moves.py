"""The verbs of a chapter: who verifies it, submitted, taken back, validated."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.acts import act
from apps.core.forms import DatedActForm
from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.forms.opening import ChapterFactsForm
from apps.dossiers.guards import blockers
from apps.dossiers.models import DossierChapter
from apps.dossiers.pages.freshness import ageing_forms
from apps.dossiers.verbs import chapter_accepts
from apps.dossiers.views.chapters import address_of
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


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


def _warnings(chapter, verb: str, today) -> list:
    """Return the forms of the chapter that age before the deposit, when it is submitted."""
    if verb != "submit_chapter":
        return []
    return [
        each
        for each in ageing_forms(chapter.dossier, today=today)
        if each.answer.proof.chapter_id == chapter.pk and each.comes
    ]


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
            blockers=blockers(chapter, verb, on=today),
            extra={"warnings": _warnings(chapter, verb, today)},
            template="dossiers/_chapter_form.html",
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
