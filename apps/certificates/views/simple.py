"""One screen for one act on a certificate."""

from django.utils import timezone

from apps.certificates.guards import blockers
from apps.core.acts import act

FORM = ("GET", "HEAD", "POST")


def act_on(request, certificate, verb, form, service, *, initial=None, form_kwargs=None, **wording):
    """Show the form of `verb`, or do it through `service`; what stands in the way comes first."""
    today = timezone.localdate()
    return act(
        request,
        form,
        do=lambda data: service(certificate.pk, by=request.user, today=today, **data),
        back=certificate.get_absolute_url(),
        blockers=blockers(certificate, verb, today=today),
        form_kwargs={
            "initial": {"revision": certificate.revision, **(initial or {})},
            **(form_kwargs or {}),
        },
        **wording,
    )


def read_of(data: dict, names) -> dict:
    """Return the cleaned data with the facts of the file, if any, reduced to `names`."""
    read = data.pop("read")
    return data | {"read": {name: getattr(read, name) for name in names} if read else None}
