"""The letter of a notification, to be downloaded by whoever sees the modification."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from apps.changes.guards import blockers
from apps.changes.letter import WRITERS, letter_of
from apps.changes.models import ChangeRecord
from apps.products.access import access
from apps.products.checks import refuse_if
from apps.products.states import Action


@access(Action.VIEW, model=ChangeRecord, rows="for_display")
def letter(request, change, form):
    """Send the letter as `form`; refused with what it lacks while it is not complete."""
    refuse_if(blockers(change, "letter"))
    write, kind = WRITERS[form]
    response = HttpResponse(write(letter_of(change, on=timezone.localdate())), content_type=kind)
    name = f"notification-{change.pk}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
