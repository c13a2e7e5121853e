"""One screen for one act on a modification."""

from django.utils import timezone

from apps.changes.guards import blockers
from apps.core.acts import act

FORM = ("GET", "HEAD", "POST")


def act_on(request, change, verb, form, service, *, initial=None, form_kwargs=None, **wording):
    """Show the form of `verb`, or do it through `service`; what stands in the way comes first."""
    today = timezone.localdate()
    return act(
        request,
        form,
        do=lambda data: service(change.pk, by=request.user, today=today, **data),
        back=change.get_absolute_url(),
        blockers=blockers(change, verb),
        form_kwargs={
            "initial": {"revision": change.revision, **(initial or {})},
            **(form_kwargs or {}),
        },
        **wording,
    )
