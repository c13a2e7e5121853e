"""Accounts, for administrators: made and attached here, closed on the page of accounts."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.accounts import services
from apps.accounts.forms import PersonChangeForm, PersonCreationForm
from apps.accounts.models import User
from apps.core.admin import HistoryAdmin

admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(HistoryAdmin, UserAdmin):
    """People. `is_active` changes only by acts that check what the person still answers for."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ["username", "first_name", "last_name", "email", "manager", "is_active"]
    list_filter = ["is_active", "is_superuser"]
    list_select_related = ["manager"]
    autocomplete_fields = ["manager"]
    filter_horizontal = []
    readonly_fields = ["is_active", "closing", "last_login", "date_joined"]
    actions = ["reactivate"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Personne"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (_("Rattachement"), {"fields": ["manager", "convergence_login"]}),
        (_("Droits"), {"fields": ["is_superuser", "is_active", "closing"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "email",
                    "first_name",
                    "last_name",
                    "manager",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        ),
    ]

    def has_delete_permission(self, request, obj=None):
        """Refuse: an account is closed, never deleted; the journal keeps its name."""
        return False

    def save_model(self, request, obj, form, change):
        """Let administrators, and only them, reach this site."""
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)

    @admin.display(description=_("fermeture"))
    def closing(self, obj) -> str:
        """Link to the page where an account is closed."""
        return format_html(
            '<a href="{}">{}</a>', reverse("products:people"), gettext("Page des comptes")
        )

    @admin.action(description=_("Réactiver les comptes choisis"))
    def reactivate(self, request, queryset):
        """Open disabled accounts again."""
        people = list(queryset.filter(is_active=False).exclude(pk=request.user.pk).order_by("pk"))
        for person in people:
            services.reactivate_account(person.pk, by=request.user)
        sentence = ngettext("%(n)d compte réactivé.", "%(n)d comptes réactivés.", len(people))
        messages.success(request, sentence % {"n": len(people)})
