"""The register in the administration: to look at only, since it follows the facts."""

from django.contrib import admin

from apps.deadlines.models import Deadline


@admin.register(Deadline)
class DeadlineAdmin(admin.ModelAdmin):
    """Read-only: one changes the fact, and the register moves by itself."""

    list_display = ["title", "product", "kind", "due_on", "target_on", "status", "responsible"]
    list_filter = ["status", "kind"]
    list_select_related = ["product", "responsible"]
    search_fields = ["title", "product__name"]
    date_hierarchy = "due_on"
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
