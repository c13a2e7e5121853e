"""One small screen for each verb that moves a dossier."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.acts import act
from apps.core.forms import DatedActForm
from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.forms.moves import NoteForm, OpenProofsForm, ReasonForm
from apps.dossiers.forms.review import AwardForm, CompleteForm, EventForm, RefuseForm
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier
from apps.dossiers.verbs import transition_of
from apps.products.access import access
from apps.products.states import Action

BOTH = ("GET", "POST")
EVENT_TEMPLATE = "dossiers/_event_form.html"


def refuse_wrong_state(dossier: Dossier, verb: str) -> None:
    """Raise `Conflict` where the machine does not accept `verb`: a double click, an old page."""
    if transition_of(dossier, verb) is None:
        raise Conflict(
            _(
                "Cette action n’est pas possible : le dossier est à l’état « %(state)s ». "
                "Rechargez sa page pour voir ce qui a changé."
            )
            % {"state": dossier.get_state_display()}
        )


def move_screen(verb: str, form_class, *, service, title, submit, intro="", danger=False):
    """Return the view of `verb`: its form, its blockers, and `service(pk, **typed)` on POST."""

    @access(Action.LEAD, model=Dossier, methods=BOTH)
    def view(request, dossier):
        today = timezone.localdate()
        refuse_wrong_state(dossier, verb)
        found = blockers(dossier, verb)
        form_kwargs = {"initial": {"revision": dossier.revision}}
        extra = {}
        if issubclass(form_class, EventForm):
            form_kwargs |= {"dossier": dossier, "today": today, "blocked": bool(found)}
            extra = {"template": EVENT_TEMPLATE}
        return act(
            request,
            form_class,
            do=lambda data: service(dossier.pk, by=request.user, today=today, **data),
            title=title,
            submit=submit,
            back=dossier.get_absolute_url(),
            intro=intro,
            blockers=found,
            danger=danger,
            form_kwargs=form_kwargs,
            **extra,
        )

    return view


submit_eligibility = move_screen(
    "submit_eligibility",
    DatedActForm,
    service=services.submit_eligibility,
    title=_("Demander l’éligibilité"),
    submit=_("Noter la demande"),
    intro=_("Le formulaire d’éligibilité est envoyé à l’ANS sur Convergence."),
)
submit_admissibility = move_screen(
    "submit_admissibility",
    DatedActForm,
    service=services.submit_admissibility,
    title=_("Demander la recevabilité"),
    submit=_("Noter la demande"),
    intro=_("Le formulaire de recevabilité est envoyé à l’ANS sur Convergence."),
)
open_proofs = move_screen(
    "open_proofs",
    OpenProofsForm,
    service=services.open_proofs,
    title=_("Ouvrir le dépôt des preuves"),
    submit=_("Ouvrir le dépôt"),
    intro=_("L’ANS a donné son accord : l’espace de dépôt est ouvert."),
)
start_early_instruction = move_screen(
    "start_early_instruction",
    DatedActForm,
    service=services.start_early_instruction,
    title=_("Commencer l’instruction anticipée"),
    submit=_("Commencer"),
    intro=_(
        "L’ANS examine ce qui est déposé sans attendre les preuves du CNDA. "
        "L’horloge ne part pas : elle partira quand le dossier sera complet."
    ),
)
declare_complete = move_screen(
    "declare_complete",
    CompleteForm,
    service=services.declare_complete,
    title=_("Déclarer le dossier complet"),
    submit=_("Déclarer complet"),
    intro=_(
        "La date est celle du dépôt de la dernière preuve : l’horloge de l’ANS part ce jour-là, "
        "qui ne compte pas."
    ),
)
award = move_screen(
    "award",
    AwardForm,
    service=services.award,
    title=_("Noter la décision favorable"),
    submit=_("Noter la décision"),
)
refuse = move_screen(
    "refuse",
    RefuseForm,
    service=services.refuse_dossier,
    title=_("Noter le refus de l’ANS"),
    submit=_("Noter le refus"),
    danger=True,
)
abandon = move_screen(
    "abandon",
    ReasonForm,
    service=services.abandon_dossier,
    title=_("Abandonner la candidature"),
    submit=_("Abandonner"),
    intro=_("Le dossier se ferme et ses échéances s’éteignent. Il reste consultable."),
    danger=True,
)
suspend = move_screen(
    "suspend",
    ReasonForm,
    service=services.suspend,
    title=_("Noter une suspension"),
    submit=_("Noter la suspension"),
    danger=True,
)
reinstate = move_screen(
    "reinstate",
    NoteForm,
    service=services.reinstate,
    title=_("Noter la fin de la suspension"),
    submit=_("Noter la fin"),
)
withdraw = move_screen(
    "withdraw",
    ReasonForm,
    service=services.withdraw,
    title=_("Noter le retrait"),
    submit=_("Noter le retrait"),
    intro=_("Le retrait est définitif."),
    danger=True,
)
