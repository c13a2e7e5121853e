"""The review: the proofs of a filter one after the other, each with its form beside it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from apps.core.acts import NOT_VALID
from apps.core.chips import changed_query, chips_of
from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.forms.judging import ReviewForm
from apps.dossiers.models import Dossier
from apps.dossiers.pages.judging import Place, can_be_judged, place_of, proof_at
from apps.dossiers.states import OPEN, ProofState
from apps.dossiers.views.proof_list import filters_of
from apps.products.access import access
from apps.products.states import Action

PROOF, DAY = "preuve", "le"
"""In the address: which proof is shown, and the day that the verdicts to come bear."""


@access(Action.VIEW, model=Dossier, rows="for_page")
def review(request, dossier):
    """One proof of the filter, with all that is said of it."""
    filters = filters_of(request, dossier)
    place = place_of(filters.qs, dossier, _asked(request))
    proof = proof_at(place) if place else None
    form = None
    if proof and _may_write(request, dossier):
        form = ReviewForm(
            proof=proof,
            judged=can_be_judged(proof, dossier),
            initial={"on": _day(request.GET.get(DAY, "")) or timezone.localdate()},
        )
    return _page(request, dossier, filters, place, proof, form)


@access(Action.CONTRIBUTE, model=Dossier, rows="for_page", methods=("POST",))
def review_save(request, dossier):
    """Note what the form says of its proof, then go on to the next one."""
    filters = filters_of(request, dossier)
    asked = _asked(request)
    place = place_of(filters.qs, dossier, asked)
    if place is None or place.pk != asked:
        raise Conflict(_("Cette preuve n’est plus du dossier : revenez à la liste."))
    proof = proof_at(place)
    spoken = bool(request.POST.get("outcome") or request.POST.get("ground", "").strip())
    form = ReviewForm(
        # A verdict that came too late is refused by the service, and its words stay on the page.
        request.POST,
        proof=proof,
        judged=spoken or can_be_judged(proof, dossier),
    )
    status = NOT_VALID
    if form.is_valid():
        try:
            changed = _save(proof, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            status = refusal.status
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, refusal.message)
            form.catch_up(proof_at(place).comment)
        else:
            return _go_on(request, dossier, place, proof, form.cleaned_data, changed)
    return _page(request, dossier, filters, place, proof, form, status=status)


def _save(proof, data, *, by) -> bool:
    today = timezone.localdate()
    facts = {name: data.get(name, "") for name in ("outcome", "ground", "comment", "seen")}
    return services.review_proof(proof.pk, by=by, on=data.get("on") or today, today=today, **facts)


def _go_on(request, dossier, place: Place, proof, data, changed: bool):
    """Say what was noted, and open the next proof; the day of the verdicts goes along."""
    if changed:
        outcome = data.get("outcome")
        said = _("Verdict « %(outcome)s »") if outcome else _("Commentaire")
        said = said % {"outcome": ProofState(outcome).label} if outcome else said
        messages.success(
            request, _("%(what)s noté sur %(proof)s.") % {"what": said, "proof": proof}
        )
    if place.next is None:
        messages.info(request, _("C’était la dernière preuve de ce filtre."))
    on = data.get("on")
    day = on.isoformat() if on and on != timezone.localdate() else None
    kept = {DAY: day} if "on" in data else {}
    return redirect(_address(dossier, request.GET, place.next or place.pk, **kept))


def _address(dossier, query, pk: int, **changes) -> str:
    base = reverse("dossiers:review", args=[dossier.pk])
    return f"{base}?{changed_query(query, **{PROOF: str(pk)}, **changes)}"


def _asked(request) -> int | None:
    text = request.GET.get(PROOF, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str):
    """Return the day that the address names, None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _may_write(request, dossier) -> bool:
    return Action.CONTRIBUTE in request.actions and dossier.state in OPEN


def _page(request, dossier, filters, place, proof, form, *, status=200):
    query = changed_query(request.GET, **{PROOF: None, DAY: None})
    context = {
        "dossier": dossier,
        "place": place,
        "proof": proof,
        "form": form,
        "chips": chips_of(filters),
        "list_url": f"{reverse('dossiers:proofs', args=[dossier.pk])}?{query}".rstrip("?"),
        "may_void": Action.LEAD in request.actions and dossier.state in OPEN,
    }
    if place:
        context["previous_url"] = place.previous and _address(dossier, request.GET, place.previous)
        context["next_url"] = place.next and _address(dossier, request.GET, place.next)
        context["save_query"] = changed_query(request.GET, **{PROOF: str(place.pk)})
    return render(request, "dossiers/dossier_review.html", context, status=status)
