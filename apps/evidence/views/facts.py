"""Say what a version is, and tick what was found in it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.refusals import Conflict
from apps.evidence.facts import describe_version, tick_items
from apps.evidence.forms import CheckListForm, DescriptionForm
from apps.evidence.models import EvidenceVersion
from apps.products.access import access
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=EvidenceVersion, methods=("GET", "POST"), rows="for_display")
def describe(request, version):
    """Language, signature, trust service provider."""
    kept = {} if version.asks_signature else {"signed": version.signed, "tsp": version.tsp}

    def say(data):
        describe_version(version.pk, by=request.user, on=timezone.localdate(), **{**data, **kept})

    return act(
        request,
        DescriptionForm,
        do=say,
        title=_("Décrire « %(title)s », version %(number)d") % _named(version),
        submit=_("Enregistrer"),
        back=_page(version),
        done=_("La description est enregistrée."),
        intro=_signature_note(version),
        form_kwargs={"version": version},
    )


@access(Action.CONTRIBUTE, model=EvidenceVersion, methods=("GET", "POST"), rows="for_display")
def check(request, version):
    """Tick the points of the check-list of its kind."""
    if version.checks is None:
        raise Conflict(_("Ce document n’a pas de points à contrôler : sa nature n’en demande pas."))

    def tick(data):
        codes = set(data["codes"])
        on = timezone.localdate()
        tick_items(version.pk, codes, by=request.user, on=on, revision=data["revision"])

    return act(
        request,
        CheckListForm,
        do=tick,
        title=_("Contrôler « %(title)s », version %(number)d") % _named(version),
        submit=_("Enregistrer"),
        back=_page(version),
        done=_("Le contrôle est enregistré."),
        form_kwargs={"version": version},
    )


def _named(version) -> dict:
    return {"title": version.evidence.title, "number": version.number}


def _page(version) -> str:
    return reverse("evidence:detail", args=[version.evidence_id])


def _signature_note(version) -> str:
    if not version.blob.signatures:
        return ""
    return _("Une signature a été trouvée dans ce PDF ; sa validité n’est pas vérifiée ici.")
