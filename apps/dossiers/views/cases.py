"""The screen that chooses the case of a scenario whose proofs replace each other."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.dossiers import services
from apps.dossiers.forms.cases import CaseForm
from apps.dossiers.models import ExpectedProof
from apps.dossiers.services.choosing import group_of
from apps.dossiers.views.chapters import address_of
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=ExpectedProof, methods=BOTH)
def choose_case(request, proof):
    """Say which case of a scenario is that of the product."""
    today = timezone.localdate()
    group = group_of(proof.dossier, proof.pk)

    def do(data):
        services.choose_case(
            proof.pk, case=data["case"], by=request.user, on=data["on"], today=today
        )

    return act(
        request,
        CaseForm,
        do=do,
        title=_("Choisir le cas du scénario %(scenario)s") % {"scenario": group.scenario},
        submit=_("Enregistrer"),
        back=f"{address_of(proof.chapter_id)}#preuve-{proof.pk}",
        intro=_(
            "Les preuves des autres cas ne sont plus attendues. Leurs réponses restent, et le "
            "choix peut changer jusqu’au dépôt."
        ),
        form_kwargs={"group": group},
    )
