"""The list of the proofs of a dossier, and the acts on those that are ticked."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import ngettext

from apps.core.acts import NOT_VALID
from apps.core.chips import chips_of, clean_query
from apps.core.refusals import Refusal
from apps.deadlines.paging import page_of
from apps.dossiers import services
from apps.dossiers.filters import ProofFilter
from apps.dossiers.forms.batches import ASSIGN, JUDGE, BatchForm
from apps.dossiers.models import Dossier, ProofBatch
from apps.dossiers.pages.proof_list import for_lines, lines_of
from apps.dossiers.services.batches import UNDO_WINDOW
from apps.dossiers.states import JUDGED, OPEN
from apps.products.access import access
from apps.products.states import Action


def filters_of(request, dossier) -> ProofFilter:
    """Return the filter that the address asks for, over the proofs of the dossier."""
    rows = dossier.proofs.current()
    today = timezone.localdate()
    return ProofFilter(request.GET, rows, request=request, dossier=dossier, today=today)


@access(Action.VIEW, model=Dossier, rows="for_page")
def proofs(request, dossier):
    """The proofs of one dossier, filtered."""
    return _page(request, dossier, filters_of(request, dossier))


@access(Action.CONTRIBUTE, model=Dossier, rows="for_page", methods=("POST",))
def batch(request, dossier):
    """Do one act on the ticked proofs, or on all those of the filter."""
    filters = filters_of(request, dossier)
    form = BatchForm(request.POST, dossier=dossier, found=filters.qs)
    status, blockers = NOT_VALID, ()
    if form.is_valid():
        try:
            _do(dossier, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            status, blockers = refusal.status, refusal.blockers
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            return redirect(_address(dossier, request.GET))
    return _page(request, dossier, filters, form=form, status=status, blockers=blockers)


def _do(dossier, data, *, by) -> ProofBatch:
    now = timezone.now()
    facts = {"by": by, "today": timezone.localdate(now), "now": now}
    if data["verb"] == ASSIGN:
        facts |= {name: data[name] for name in ("responsible", "target_on")}
        return services.assign_proofs(dossier.pk, data["pks"], **facts)
    if data["verb"] == JUDGE:
        facts |= {name: data[name] for name in ("outcome", "ground", "on")}
        return services.judge_proofs(dossier.pk, data["pks"], **facts)
    return services.release_proofs(dossier.pk, data["pks"], **facts)


@access(Action.CONTRIBUTE, model=ProofBatch, methods=("POST",))
def undo_batch(request, batch):
    """Put back what an act on many proofs changed."""
    now = timezone.now()
    try:
        undone = services.undo_batch(
            batch.pk, by=request.user, today=timezone.localdate(now), now=now
        )
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        count = len(undone.restored)
        said = ngettext(
            "Annulé : %(count)d preuve est comme avant.",
            "Annulé : %(count)d preuves sont comme avant.",
            count,
        )
        messages.success(request, said % {"count": count})
        if undone.kept:
            messages.warning(request, _kept(undone.kept))
    return redirect(_address(batch.dossier, request.GET))


def _kept(proofs) -> str:
    said = ngettext(
        "Une preuve a changé depuis et reste ainsi : %(proofs)s.",
        "%(count)d preuves ont changé depuis et restent ainsi : %(proofs)s.",
        len(proofs),
    )
    return said % {"count": len(proofs), "proofs": ", ".join(str(proof) for proof in proofs)}


def _page(request, dossier, filters, *, form=None, status=200, blockers=()):
    today, base = timezone.localdate(), reverse("dossiers:proofs", args=[dossier.pk])
    page, count = page_of(for_lines(filters.qs), request), filters.qs.order_by().count()
    may_act = Action.CONTRIBUTE in request.actions and dossier.state in OPEN
    context = {
        "dossier": dossier,
        "base": base,
        "filters": filters,
        "query": clean_query(request.GET),
        "chips": chips_of(filters),
        "count": count,
        "page": page,
        "previous_url": base + page.previous_url if page.previous_url else "",
        "next_url": base + page.next_url if page.next_url else "",
        "lines": lines_of(page.rows, today=today),
        "has_proofs": bool(page.rows) or dossier.proofs.current().exists(),
        "may_act": may_act,
        "may_judge": may_act and dossier.state in JUDGED,
        "ticked": set(form.data.getlist("proofs")) if form else set(),
        "blockers": blockers,
    }
    if may_act:
        context["form"] = form or BatchForm(
            dossier=dossier, found=filters.qs, initial={"seen": count}
        )
        since = timezone.now() - UNDO_WINDOW
        context["batches"] = dossier.batches.undoable(by=request.user, since=since)[:3]
    response = render(request, "dossiers/dossier_proofs.html", context, status=status)
    if request.htmx:
        response["HX-Push-Url"] = f"{base}?{context['query']}".rstrip("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


def _address(dossier, query) -> str:
    return f"{reverse('dossiers:proofs', args=[dossier.pk])}?{clean_query(query)}".rstrip("?")
