"""Mailboxes and check-list of a certificate."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.certificates import services
from apps.certificates.forms import acts as forms
from apps.certificates.models import Certificate
from apps.certificates.states import RenewalStep
from apps.certificates.views.simple import FORM, act_on
from apps.core.forms import ActForm
from apps.products.access import access
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=Certificate, methods=FORM)
def add_mailbox(request, certificate):
    """Add a mailbox for the notices of the ANS."""
    return act_on(
        request,
        certificate,
        "add_mailbox",
        forms.MailboxForm,
        services.add_mailbox,
        title=_("Ajouter une adresse d’alerte"),
        submit=_("Ajouter"),
        intro=_("Donnez au moins une adresse durable, partagée ou générique, et sans CAPTCHA."),
    )


@access(Action.CONTRIBUTE, model=Certificate, methods=FORM)
def remove_mailbox(request, certificate, email_pk):
    """Take a mailbox off."""
    row = get_object_or_404(certificate.emails, pk=email_pk)
    return act_on(
        request,
        certificate,
        "remove_mailbox",
        ActForm,
        lambda pk, **data: services.remove_mailbox(pk, row.pk, **data),
        title=_("Retirer l’adresse « %(email)s »") % {"email": row.email},
        submit=_("Retirer"),
        danger=True,
    )


@access(Action.CONTRIBUTE, model=Certificate, methods=FORM)
def check_step(request, certificate, step):
    """Tick a step of the renewal, or take the tick back."""
    if step not in RenewalStep.values:
        raise Http404
    label = RenewalStep(step).label
    if certificate.checks.filter(step=step).exists():
        today = timezone.localdate()
        return act_on(
            request,
            certificate,
            "check_step",
            ActForm,
            lambda pk, **data: services.check_step(pk, on=today, step=step, done=False, **data),
            title=_("Reprendre l’étape « %(step)s »") % {"step": label},
            submit=_("L’étape n’est pas faite"),
        )
    return act_on(
        request,
        certificate,
        "check_step",
        forms.StepForm,
        lambda pk, **data: services.check_step(pk, step=step, **data),
        title=_("Étape faite : %(step)s") % {"step": label},
        submit=_("Cocher"),
    )
