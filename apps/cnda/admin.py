"""CNDA requests and montages in the administration: states are only read, acts are on the site."""

from django.contrib import admin
from django.utils import timezone

from apps.cnda import services
from apps.cnda.guards import blockers
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.core.admin import HistoryAdmin

FOLLOWED = ("responsible", "reference")


class ReadMostly:
    """Neither added nor deleted here: a request is opened, moved and closed on the site."""

    def has_add_permission(self, request):
        """Refuse."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse."""
        return False


@admin.register(CndaRequest)
class CndaRequestAdmin(ReadMostly, HistoryAdmin):
    """Who follows a request can be changed, through the service; everything else is read."""

    list_display = ["product_version", "homologation", "status", "outcome", "responsible"]
    list_filter = ["status", "outcome", "homologation"]
    list_select_related = ["product_version__product", "homologation", "responsible"]
    search_fields = ["product__name", "reference"]
    autocomplete_fields = ["responsible"]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        """Return every field but those that say who follows the request."""
        names = [each.name for each in CndaRequest._meta.fields]
        live = obj is None or not blockers(obj, "update")
        return [name for name in names if not live or name not in FOLLOWED]

    def save_model(self, request, obj, form, change):
        """Change through the service, which checks, notes and moves the due dates."""
        if set(FOLLOWED) & set(form.changed_data):
            services.update_cnda_request(
                obj.pk,
                by=request.user,
                today=timezone.localdate(),
                responsible=form.cleaned_data["responsible"],
                reference=form.cleaned_data["reference"],
            )


@admin.register(CndaCoverage)
class CndaCoverageAdmin(ReadMostly, admin.ModelAdmin):
    """Montages, to look at."""

    list_display = ["product_version", "homologation", "component", "declared_on", "withdrawn_on"]
    list_filter = ["homologation"]
    list_select_related = ["product_version__product", "homologation", "component"]
    search_fields = ["product__name", "component__name"]

    def has_change_permission(self, request, obj=None):
        """Refuse."""
        return False
