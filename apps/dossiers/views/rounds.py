"""The page of a round, and its deposit bundle."""

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from apps.dossiers import services
from apps.dossiers.models import Round
from apps.dossiers.pages.rounds import changes_of, grounds_of, tabs_of
from apps.dossiers.states import JUDGED
from apps.evidence.states import ScanState
from apps.products.access import access
from apps.products.states import Action

PER_PAGE = 50
SCANNED = (ScanState.CLEAN, ScanState.INFECTED)


@access(Action.VIEW, model=Round, rows="for_page")
def round_detail(request, made):
    """What was deposited, what changed since the deposit before, which grounds still wait."""
    tabs, changes = tabs_of(changes_of(made), request.GET.get("voir", ""))
    items = list(made.items.select_related("version__blob"))
    scans = {item.sha256: item.version.blob.scan_state for item in items if item.version}
    context = {
        "round": made,
        "dossier": made.dossier,
        "tabs": tabs,
        "view": next(tab.name for tab in tabs if tab.current),
        "page": Paginator(changes, PER_PAGE).get_page(request.GET.get("page")),
        "grounds": grounds_of(made),
        "files": len({item.sha256 for item in items}),
        "proofs": len({item.proof_id for item in items}),
        "size": sum(item.size for item in items),
        "unscanned": sum(state not in SCANNED for state in scans.values()),
        "siblings": made.dossier.rounds.select_related("event", "chapter"),
        "may_judge": Action.LEAD in request.actions and made.dossier.state in JUDGED,
    }
    return render(request, "dossiers/round_detail.html", context)


@access(Action.VIEW, model=Round, methods=("POST",))
def round_bundle(request, made):
    """Send the deposit bundle, piece by piece; the journal notes who took it."""
    now = timezone.now()
    on = timezone.localdate(now)
    bundle = services.export_round(made.pk, by=request.user, on=on, now=now)
    response = StreamingHttpResponse(bundle.stream(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, bundle.filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response
