"""Forms of an account in the admin site."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm

from apps.accounts import services
from apps.accounts.models import User
from apps.core.refusals import Invalid


class SoundTreeMixin:
    """Say in the form what the tree of accounts does not allow."""

    def clean(self):
        """Check the manager, and that an administrator remains."""
        data = super().clean()
        try:
            if "manager" in data:
                services.check_manager(self.instance, data["manager"])
            if self.instance.pk and self.initial.get("is_superuser") and not data["is_superuser"]:
                services.check_administrators(self.instance)
        except Invalid as refusal:
            self.add_error(refusal.field, refusal.message)
        return data


class PersonCreationForm(SoundTreeMixin, AdminUserCreationForm):
    """A new account; the address is asked at once, since reminders go there."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ["username", "email", "first_name", "last_name", "manager"]


class PersonChangeForm(SoundTreeMixin, DjangoUserChangeForm):
    """An account; opening and closing it are acts of their own."""

    class Meta(DjangoUserChangeForm.Meta):
        model = User
        fields = "__all__"
        field_classes = {"username": forms.CharField}
