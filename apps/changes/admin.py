"""What follows an award, in the administration: only read, every act has its screen on the site."""

from django.contrib import admin

from apps.changes.models import (
    Audit,
    Award,
    ChangeRecord,
    ComponentChange,
    FormalNotice,
    Sanction,
    Triage,
)
from apps.core.admin import HistoryAdmin


class ReadOnly:
    """Facts are dated and noted one by one on the site: none is written here."""

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


@admin.register(ChangeRecord)
class ChangeRecordAdmin(ReadOnly, HistoryAdmin):
    """Modifications."""

    list_display = ["title", "product", "new_version", "state", "trigger_on", "responsible"]
    list_filter = ["state"]
    list_select_related = ["product", "responsible"]
    search_fields = ["title", "new_version", "product__name"]
    date_hierarchy = "discovered_on"


@admin.register(ComponentChange)
class ComponentChangeAdmin(ReadOnly, admin.ModelAdmin):
    """Changes of shared components."""

    list_display = ["component", "vendor", "version", "discovered_on", "recorded_by"]
    list_select_related = ["recorded_by"]
    search_fields = ["component", "vendor", "nil"]


@admin.register(Triage)
class TriageAdmin(ReadOnly, admin.ModelAdmin):
    """Answers about modifications."""

    list_display = ["change", "verdict", "occurred_on", "recorded_by"]
    list_filter = ["verdict"]
    list_select_related = ["change", "recorded_by"]


@admin.register(Award)
class AwardAdmin(ReadOnly, HistoryAdmin):
    """Records of awards."""

    list_display = ["dossier", "framework_version", "next_control_on", "recertify_by"]
    list_select_related = ["dossier__product_version__product", "dossier__dsr"]


@admin.register(Audit)
class AuditAdmin(ReadOnly, HistoryAdmin):
    """Audits."""

    list_display = ["auditor", "dossier", "held_on", "result", "voided_on"]
    list_filter = ["result"]
    list_select_related = ["dossier__product_version__product", "dossier__dsr"]


@admin.register(FormalNotice)
class FormalNoticeAdmin(ReadOnly, HistoryAdmin):
    """Formal notices."""

    list_display = ["dossier", "issued_on", "due_on", "ending", "voided_on"]
    list_filter = ["ending"]
    list_select_related = ["dossier__product_version__product", "dossier__dsr"]


@admin.register(Sanction)
class SanctionAdmin(ReadOnly, HistoryAdmin):
    """Sanctions."""

    list_display = ["dossier", "level", "pronounced_on", "amount", "voided_on"]
    list_filter = ["level"]
    list_select_related = ["dossier__product_version__product", "dossier__dsr"]
