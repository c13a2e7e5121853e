"""The acts that move a certificate to another state."""

from django.utils.translation import gettext as _

from apps.certificates import services
from apps.certificates.forms import acts as forms
from apps.certificates.models import Certificate
from apps.certificates.uploads import in_memory
from apps.certificates.views.simple import FORM, act_on, read_of
from apps.products.access import access
from apps.products.states import Action


@in_memory
@access(Action.LEAD, model=Certificate, methods=FORM)
def activate(request, certificate):
    """Note that an ordered certificate was collected."""
    return act_on(
        request,
        certificate,
        "activate",
        forms.ActivateForm,
        lambda pk, **data: services.activate_certificate(pk, **read_of(data, services.READ)),
        title=_("Noter le retrait du certificat"),
        submit=_("Noter le retrait"),
        intro=_(
            "Le certificat est retiré sur la plate-forme IGC-Santé : déposez-le ici, sans sa clé."
        ),
    )


@in_memory
@access(Action.LEAD, model=Certificate, methods=FORM)
def renew(request, certificate):
    """Put a new certificate in the place of this one."""
    return act_on(
        request,
        certificate,
        "renew",
        forms.RenewForm,
        lambda pk, **data: services.renew_certificate(pk, **read_of(data, services.READ)),
        title=_("Noter le renouvellement"),
        submit=_("Noter le renouvellement"),
        intro=_(
            "Le nouveau certificat prend la place de celui-ci, avec sa structure, son "
            "administrateur et ses adresses d’alerte."
        ),
        done=_("Le nouveau certificat est dans le parc ; l’ancien est noté renouvelé."),
    )


@access(Action.LEAD, model=Certificate, methods=FORM)
def revoke(request, certificate):
    """Note a revocation."""
    return act_on(
        request,
        certificate,
        "revoke",
        forms.RevokeForm,
        services.revoke_certificate,
        title=_("Noter la révocation"),
        submit=_("Noter la révocation"),
        intro=_(
            "SegurTrack ne révoque rien : notez ce qui est fait sur la plate-forme IGC-Santé. Une "
            "révocation est définitive."
        ),
        danger=True,
    )


@access(Action.LEAD, model=Certificate, methods=FORM)
def give_up(request, certificate):
    """Note that an expired certificate is not replaced."""
    return act_on(
        request,
        certificate,
        "give_up",
        forms.GiveUpForm,
        services.give_up_certificate,
        title=_("Ne pas remplacer ce certificat"),
        submit=_("Ne pas le remplacer"),
        intro=_("Plus personne ne sera relancé pour lui."),
    )


@access(Action.CONTRIBUTE, model=Certificate, methods=FORM)
def update(request, certificate):
    """Complete what is known."""
    return act_on(
        request,
        certificate,
        "update",
        forms.UpdateForm,
        services.update_certificate,
        title=_("Compléter la fiche"),
        submit=_("Enregistrer"),
        initial={name: getattr(certificate, name) for name in services.EDITABLE},
    )


@access(Action.LEAD, model=Certificate, methods=FORM)
def assign(request, certificate):
    """Name another technical administrator."""
    return act_on(
        request,
        certificate,
        "assign",
        forms.AssignForm,
        services.assign_certificate,
        title=_("Changer d’administrateur technique"),
        submit=_("Enregistrer"),
        initial={"responsible": certificate.responsible_id},
        form_kwargs={"product": certificate.product, "with_pk": certificate.responsible_id},
    )


@access(Action.CONTRIBUTE, model=Certificate, methods=FORM)
def note_facts(request, certificate):
    """Note the notice of the ANS and the installation."""
    names = ("ans_notice_on", "installed_on")
    return act_on(
        request,
        certificate,
        "note_facts",
        forms.NoteForm,
        services.note_facts,
        title=_("Noter préavis et installation"),
        submit=_("Enregistrer"),
        initial={name: getattr(certificate, name) for name in names},
    )
