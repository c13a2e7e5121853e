"""Modifications in the administration: only read, since every act has its screen on the site."""

from django.contrib import admin

from apps.changes.models import ChangeRecord
from apps.core.admin import HistoryAdmin


@admin.register(ChangeRecord)
class ChangeRecordAdmin(HistoryAdmin):
    """The facts of a modification are dated and noted one by one: none is edited here."""

    list_display = ["title", "product", "new_version", "state", "trigger_on", "responsible"]
    list_filter = ["state"]
    list_select_related = ["product", "responsible"]
    search_fields = ["title", "new_version", "product__name"]
    date_hierarchy = "discovered_on"
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
