"""Certificates in the administration: only read, since every act has its screen on the site."""

from django.contrib import admin

from apps.certificates.models import Certificate, CertificateOrder, CpaCard, Delegation
from apps.core.admin import HistoryAdmin


class ReadAdmin(HistoryAdmin):
    """Facts that are dated and noted one by one: none is edited here."""

    show_full_result_count = False

    def has_add_permission(self, request):
        """Refuse."""
        return False

    def has_change_permission(self, request, obj=None):
        """Refuse."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse."""
        return False


@admin.register(Certificate)
class CertificateAdmin(ReadAdmin):
    """The fleet of every product."""

    list_display = ["name", "holder", "product", "usage", "state", "valid_until", "responsible"]
    list_filter = ["state", "usage", "environment"]
    list_select_related = ["product", "responsible"]
    search_fields = ["name", "holder", "identifier", "serial", "product__name"]


@admin.register(CertificateOrder)
class CertificateOrderAdmin(ReadAdmin):
    """Orders."""

    list_display = ["holder", "product", "environment", "offer", "opened_on", "requested_on"]
    list_filter = ["environment", "offer"]
    list_select_related = ["product"]
    search_fields = ["holder", "identifier", "product__name"]


@admin.register(CpaCard)
class CpaCardAdmin(ReadAdmin):
    """Cards of administrators."""

    list_display = ["number", "person", "product", "since", "replaced_on"]
    list_select_related = ["person", "product"]
    search_fields = ["number", "person__username", "person__last_name"]


@admin.register(Delegation)
class DelegationAdmin(ReadAdmin):
    """Delegations."""

    list_display = ["holder", "delegate", "product", "starts_on", "ends_on"]
    list_select_related = ["product"]
    search_fields = ["holder", "delegate", "product__name"]
