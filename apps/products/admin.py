"""Publishers, products and their people, for administrators; the journal is only read."""

from django.contrib import admin
from django.utils import timezone

from apps.core.admin import HistoryAdmin
from apps.products import services
from apps.products.models import (
    Component,
    Event,
    Product,
    ProductMembership,
    ProductVersion,
    Publisher,
)
from apps.products.people import accounts_managed_by


class NoDeleteMixin:
    """What others rely on is not deleted here."""

    def has_delete_permission(self, request, obj=None):
        """Refuse."""
        return False


@admin.register(Publisher)
class PublisherAdmin(NoDeleteMixin, HistoryAdmin):
    """Publishers."""

    list_display = ["name", "nie", "siren"]
    search_fields = ["name", "nie"]


class VersionInline(admin.TabularInline):
    """Versions of a product."""

    model = ProductVersion
    extra = 0
    can_delete = False


class ComponentInline(admin.TabularInline):
    """Third-party components of a product."""

    model = Component
    extra = 0
    can_delete = False


@admin.register(Product)
class ProductAdmin(NoDeleteMixin, HistoryAdmin):
    """Products: created here or on the site, with their responsible person as a lead."""

    list_display = ["name", "publisher", "nil", "responsible", "is_dmn", "embeds_eai_engine"]
    list_filter = ["is_dmn", "embeds_eai_engine", "publisher"]
    list_select_related = ["publisher", "responsible"]
    search_fields = ["name", "nil", "publisher__name"]
    autocomplete_fields = ["publisher", "responsible"]
    inlines = [VersionInline, ComponentInline]

    def save_model(self, request, obj, form, change):
        """Create and change through the services; the form's instance follows what they wrote."""
        facts = {name: form.cleaned_data[name] for name in services.FACTS}
        today = timezone.localdate()
        if change:
            saved = services.update_product(obj.pk, by=request.user, today=today, **facts)
        else:
            saved = services.create_product(
                publisher=obj.publisher, by=request.user, today=today, **facts
            )
        obj.pk, obj._state.adding, obj.revision = saved.pk, False, saved.revision

    def get_readonly_fields(self, request, obj=None):
        """Keep the publisher of an existing product: its number is on filed documents."""
        return ["publisher"] if obj else []


@admin.register(ProductMembership)
class ProductMembershipAdmin(HistoryAdmin):
    """Who has access to what; nobody touches their own line (FAQ ANS, comptes)."""

    list_display = ["user", "product", "role"]
    list_filter = ["role", "product"]
    list_select_related = ["user", "product"]
    search_fields = ["user__username", "user__email", "product__name"]
    autocomplete_fields = ["user", "product"]
    actions = None

    def has_change_permission(self, request, obj=None):
        """Refuse one's own line."""
        return self._is_open(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Refuse: access is taken away on the product's page, which checks what depends on it."""
        return False

    def get_readonly_fields(self, request, obj=None):
        """Keep who and what of an existing line; only the role changes."""
        return ["user", "product"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer the accounts of other people only."""
        if db_field.name == "user":
            kwargs["queryset"] = accounts_managed_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Give the role through the service."""
        saved = services.grant_access(
            obj.product_id,
            by=request.user,
            user=obj.user,
            role=obj.role,
            today=timezone.localdate(),
        )
        obj.pk = saved.pk

    def _is_open(self, request, obj) -> bool:
        return obj is None or obj.user_id != request.user.pk


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """The journal: read, searched, never written by hand."""

    list_display = ["occurred_on", "product", "sentence", "recorded_by", "recorded_at"]
    list_select_related = ["product", "recorded_by"]
    list_filter = ["verb", "product"]
    search_fields = ["sentence", "note", "product__name"]

    def has_add_permission(self, request):
        """Refuse."""
        return False

    def has_change_permission(self, request, obj=None):
        """Refuse."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse."""
        return False
