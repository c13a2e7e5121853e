"""Orders of certificates, cards of administrators, delegations."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.certificates import services
from apps.certificates.forms import acts as forms
from apps.certificates.guards import items_of, sending_blockers
from apps.certificates.models import Certificate, CertificateOrder, Delegation
from apps.certificates.views.simple import FORM, act_on
from apps.core.acts import act
from apps.core.forms import ActForm, DatedActForm
from apps.products.access import access
from apps.products.checks import team_of
from apps.products.models import Product
from apps.products.states import Action


def _without_revision(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "revision"}


@access(Action.LEAD, model=Product, methods=FORM)
def order_create(request, product):
    """Prepare an order."""
    today = timezone.localdate()
    return act(
        request,
        forms.OrderForm,
        do=lambda data: services.open_order(
            product.pk, by=request.user, today=today, **_without_revision(data)
        ),
        title=_("Commander des certificats – %(product)s") % {"product": product},
        submit=_("Préparer la commande"),
        back=reverse("certificates:list"),
        done=_("La commande est préparée : relisez le formulaire, puis notez son envoi."),
        form_kwargs={"product": product, "initial": {"responsible": request.user.pk}},
    )


@access(Action.LEAD, model=Certificate, methods=FORM)
def order_again(request, certificate):
    """Order a new certificate in the place of one that is over."""
    return act_on(
        request,
        certificate,
        "order_again",
        DatedActForm,
        services.order_again,
        title=_("Commander un nouveau certificat"),
        submit=_("Préparer la commande"),
        intro=_(
            "Un certificat expiré ou révoqué ne se renouvelle plus : une commande est préparée "
            "pour la même structure et le même usage."
        ),
    )


@access(Action.CONTRIBUTE, model=CertificateOrder, methods=FORM)
def check_order(request, order):
    """Tick what is right on the form."""
    return _act_on_order(
        request,
        order,
        forms.CheckForm,
        services.check_order,
        title=_("Relire le formulaire %(form)s") % {"form": order.form},
        submit=_("Enregistrer"),
        initial={"type_ticked": order.type_ticked, "usage_described": order.usage_described},
        form_kwargs={"items": items_of(order)},
    )


@access(Action.LEAD, model=CertificateOrder, methods=FORM)
def send_order(request, order):
    """Note that the form left."""
    return _act_on_order(
        request,
        order,
        DatedActForm,
        services.send_order,
        title=_("Noter l’envoi du formulaire %(form)s") % {"form": order.form},
        submit=_("Noter l’envoi"),
        blockers=sending_blockers(order),
    )


@access(Action.LEAD, model=CertificateOrder, methods=FORM)
def drop_order(request, order):
    """Give an order up."""
    return _act_on_order(
        request,
        order,
        ActForm,
        services.drop_order,
        title=_("Abandonner la commande"),
        submit=_("Abandonner la commande"),
        intro=_("Ses certificats qui ne sont pas encore retirés quittent le parc."),
        back=reverse("certificates:list"),
        danger=True,
    )


def _act_on_order(
    request, order, form, service, *, initial=None, form_kwargs=None, back="", **wording
):
    return act(
        request,
        form,
        do=lambda data: service(order.pk, by=request.user, today=timezone.localdate(), **data),
        back=back or order.get_absolute_url(),
        form_kwargs={
            "initial": {"revision": order.revision, **(initial or {})},
            **(form_kwargs or {}),
        },
        **wording,
    )


@access(Action.LEAD, model=Product, methods=FORM)
def card(request, product):
    """Note the card of an administrator."""
    return _paper(
        request,
        product,
        forms.CardForm,
        services.change_card,
        title=_("Noter une carte CPA – %(product)s") % {"product": product},
        intro=_(
            "L’IGC-Santé reporte les habilitations sur la nouvelle carte : aucun certificat ne "
            "change."
        ),
        form_kwargs={"people": team_of(product).order_by("last_name", "username")},
    )


@access(Action.LEAD, model=Product, methods=FORM)
def delegate(request, product):
    """Note a delegation."""
    return _paper(
        request,
        product,
        forms.DelegationForm,
        services.delegate,
        title=_("Noter une délégation – %(product)s") % {"product": product},
        intro=_(
            "Le représentant légal délègue tout ou partie de la gestion sur le portail "
            "« meshabilitations »."
        ),
    )


def _paper(request, product, form, service, **wording):
    def do(data):
        service(product.pk, by=request.user, today=timezone.localdate(), **_without_revision(data))

    return act(
        request,
        form,
        do=do,
        submit=_("Enregistrer"),
        back=reverse("certificates:papers"),
        **wording,
    )


@access(Action.LEAD, model=Delegation, methods=FORM)
def end_delegation(request, delegation):
    """Note the last day of a delegation."""
    return act(
        request,
        forms.EndForm,
        do=lambda data: _end(request, delegation, data),
        title=_("Mettre fin à la délégation"),
        submit=_("Enregistrer"),
        back=reverse("certificates:papers"),
        form_kwargs={"initial": {"revision": delegation.revision, "on": timezone.localdate()}},
    )


def _end(request, delegation, data) -> None:
    services.end_delegation(delegation.pk, by=request.user, today=timezone.localdate(), **data)
