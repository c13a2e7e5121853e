"""The screen that lays on a proof a file that passed in another dossier."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.forms.reuse import ReuseForm
from apps.dossiers.models import ExpectedProof
from apps.dossiers.pages.offers import offers_for
from apps.dossiers.views.moves import BOTH
from apps.products.access import access
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=ExpectedProof, methods=BOTH, rows="for_offers")
def reuse_answer(request, proof):
    """Choose one of the files that passed elsewhere for the same proof, and lay it."""
    today = timezone.localdate()
    offers = offers_for(proof.dossier, [proof], user=request.user, on=today).get(proof.pk, [])
    if not offers:
        raise Conflict(_("Aucun fichier conforme ailleurs n’est proposé pour cette preuve."))
    asked = request.GET.get("reponse", "")
    initial = asked if asked.isdecimal() else str(offers[0].answer.pk)

    def do(data):
        services.reuse_answer(proof.pk, data["answer"], by=request.user, on=data["on"], today=today)

    back = reverse("dossiers:chapter", args=[proof.chapter_id])
    return act(
        request,
        ReuseForm,
        do=do,
        title=_("Reprendre un fichier pour %(proof)s") % {"proof": proof},
        submit=_("Poser ce fichier"),
        back=f"{back}#preuve-{proof.pk}",
        done=_("Le fichier est posé."),
        intro=_(
            "L’ANS l’a trouvé conforme pour la même preuve d’un autre dossier. Vérifiez qu’il vaut "
            "pour ce produit : le document reste le même, avec sa date."
        ),
        form_kwargs={"offers": offers, "initial": {"answer": initial}},
    )
