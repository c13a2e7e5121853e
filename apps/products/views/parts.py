"""Acts on the versions and components of a product."""

from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.forms import ActForm
from apps.products import services
from apps.products.access import access
from apps.products.forms import ComponentForm, ProductVersionForm
from apps.products.models import Component, Product, ProductVersion
from apps.products.states import Action


@access(Action.LEAD, model=Product, methods=("GET", "POST"))
def version_create(request, product):
    """Add a version."""
    return _part(
        request,
        product,
        ProductVersionForm,
        lambda **facts: services.add_version(product.pk, **facts),
        title=_("Ajouter une version de %(product)s") % {"product": product},
        done=_("La version est ajoutée."),
    )


@access(Action.LEAD, model=ProductVersion, methods=("GET", "POST"))
def version_update(request, version):
    """Correct a version."""
    return _part(
        request,
        version.product,
        ProductVersionForm,
        lambda **facts: services.update_version(version.pk, **facts),
        title=_("Version %(label)s") % {"label": version.label},
        done=_("La version est à jour."),
        initial=model_to_dict(version, fields=["label", "released_on"]),
    )


@access(Action.LEAD, model=Product, methods=("GET", "POST"))
def component_create(request, product):
    """Declare a third-party component."""
    return _part(
        request,
        product,
        ComponentForm,
        lambda **facts: services.add_component(product.pk, **facts),
        title=_("Ajouter un composant tiers"),
        done=_("Le composant est ajouté."),
    )


@access(Action.LEAD, model=Component, methods=("GET", "POST"))
def component_update(request, component):
    """Correct a component."""
    return _part(
        request,
        component.product,
        ComponentForm,
        lambda **facts: services.update_component(component.pk, **facts),
        title=_("Composant %(name)s") % {"name": component.name},
        done=_("Le composant est à jour."),
        initial=model_to_dict(component, fields=["name", "vendor", "nil"]),
    )


@access(Action.LEAD, model=Component, methods=("GET", "POST"))
def component_remove(request, component):
    """Remove a component."""
    return _part(
        request,
        component.product,
        ActForm,
        lambda **facts: services.remove_component(component.pk, **facts),
        title=_("Retirer « %(name)s » ?") % {"name": component},
        submit=_("Retirer"),
        done=_("Le composant est retiré."),
        intro=_("Le journal du produit en garde la trace."),
        danger=True,
    )


def _part(request, product, form_class, service, *, initial=None, submit="", **words):
    """Show the form of a part and run its service, then go back to the product."""
    today = timezone.localdate()

    def do(data):
        data.pop("revision")
        service(by=request.user, today=today, **data)

    return act(
        request,
        form_class,
        do=do,
        submit=submit or _("Enregistrer"),
        back=product.get_absolute_url(),
        form_kwargs={"initial": initial},
        **words,
    )
