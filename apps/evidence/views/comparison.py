"""Two versions of a document side by side."""

from django.shortcuts import render
from django.utils import timezone

from apps.evidence.comparing import choose_two, compare_words
from apps.evidence.models import Evidence
from apps.evidence.states import Origin
from apps.evidence.taken import note_download
from apps.products.access import access
from apps.products.states import Action


@access(Action.VIEW, model=Evidence)
def compare(request, document):
    """Show two versions, the last two unless the address names others; note who saw them."""
    versions = list(Evidence.objects.with_versions().get(pk=document.pk).versions.all())
    asked = request.GET.get("avant", ""), request.GET.get("apres", "")
    before, after = choose_two(versions, *asked)
    changes = compare_words(before, after) if before else None
    if request.method == "GET" and changes and not changes.reason:
        facts = {"inline": True, "now": timezone.now(), "origin": Origin.PREVIEW}
        for version in (before, after):
            note_download(version, by=request.user, **facts)
    context = {
        "product": document.product,
        "document": document,
        "versions": versions,
        "pair": [each for each in (before, after) if each],
        "changes": changes,
        "same": before is not None and before.blob_id == after.blob_id,
    }
    return render(request, "evidence/evidence_compare.html", context)
