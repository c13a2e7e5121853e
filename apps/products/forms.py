"""Forms of products, their parts and their members."""

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.forms import ActForm
from apps.products.models import Component, Product, ProductVersion, Publisher
from apps.products.states import Role


class ProductForm(ActForm):
    """Facts of a product, and the number of its publisher.

    `people` are those who may become responsible; the fields, their words and their help come
    from the model, the uniqueness of numbers from the service.
    """

    own = ["name", "nil", "convergence_reference", "is_dmn", "embeds_eai_engine", "responsible"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Product, fields=self.own)
        self.fields |= fields_for_model(Publisher, fields=["nie"])
        self.fields["nie"].label = _("NIE de l’éditeur")
        self.fields["nie"].help_text = _(
            "Attribué par le CNDA ; commun à tous les produits de cet éditeur."
        )
        self.fields["responsible"].queryset = people
        self.order_fields(["name", "nil", "nie", *self.own[2:]])


class NewProductForm(ActForm):
    """A product to follow, with its first version."""

    version = forms.CharField(
        label=_("Première version"),
        max_length=60,
        required=False,
        help_text=_("Par exemple 8.1 ; vous pourrez en ajouter d’autres."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Product, fields=["publisher", *ProductForm.own])
        self.fields["responsible"].queryset = people
        self.order_fields(["publisher", "name", "version", *ProductForm.own[1:]])


class ProductVersionForm(ActForm):
    """A version of a product."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(
            ProductVersion,
            fields=["label", "released_on"],
            widgets={"released_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        )


class ComponentForm(ActForm):
    """A third-party solution inside a product."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Component, fields=["name", "vendor", "nil"])
        self.fields["nil"].help_text = _(
            "Le NIL de la solution tierce : l’ANS le demande pour un montage."
        )


class RoleForm(ActForm):
    """The role of a person on a product."""

    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=Role.choices,
        help_text=_(
            "Lecture : voir. Contribution : déposer des preuves, noter des faits. "
            "Pilotage : faire avancer les démarches."
        ),
    )


class MemberForm(RoleForm):
    """Give a person a role; `people` are the accounts that may be chosen."""

    user = forms.ModelChoiceField(
        label=_("Personne"), queryset=User.objects.none(), empty_label=_("Choisir une personne")
    )
    field_order = ["user", "role"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
