"""Reference data in the administration; catalogues are imported on their own page."""

from django.contrib import admin
from django.db.models import Count
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.core.admin import HistoryAdmin
from apps.frameworks.models import (
    CatalogVersion,
    Couloir,
    Dispositif,
    Dsr,
    DsrMilestone,
    HomologationType,
    KnownProfile,
    Pathway,
    RequiredHomologation,
    RequirementCatalog,
)


class DispositifInline(admin.TabularInline):
    """Software categories of a couloir."""

    model = Dispositif
    extra = 0


@admin.register(Couloir)
class CouloirAdmin(admin.ModelAdmin):
    """Care-sector lanes, with their dispositifs."""

    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    inlines = [DispositifInline]


@admin.register(Dispositif)
class DispositifAdmin(admin.ModelAdmin):
    """Software categories."""

    list_display = ["code", "name", "couloir"]
    list_filter = ["couloir"]
    list_select_related = ["couloir"]
    search_fields = ["code", "name"]


@admin.register(Pathway)
class PathwayAdmin(HistoryAdmin):
    """Pathways and their policies: length of the review, resume after a return, changes."""

    list_display = ["code", "name", "track", "review_days", "review_basis", "resume_policy"]
    list_filter = ["track"]


@admin.register(HomologationType)
class HomologationTypeAdmin(HistoryAdmin):
    """What the CNDA grants."""

    list_display = ["code", "name", "reference_spec", "third_party_allowed"]
    search_fields = ["code", "name"]


@admin.register(KnownProfile)
class KnownProfileAdmin(admin.ModelAdmin):
    """The words that explain a profile where a dossier chooses its own."""

    list_display = ["name", "meaning"]
    search_fields = ["name", "meaning"]


class MilestoneInline(admin.TabularInline):
    """Dated milestones of a DSR."""

    model = DsrMilestone
    extra = 0


class RequiredHomologationInline(admin.TabularInline):
    """Homologations that a DSR asks for."""

    model = RequiredHomologation
    extra = 0


@admin.register(Dsr)
class DsrAdmin(HistoryAdmin):
    """Specification files, with their milestones and the homologations they require."""

    list_display = ["code", "title", "version", "pathway", "dispositif", "wave"]
    list_filter = ["pathway", "wave"]
    list_select_related = ["pathway", "dispositif"]
    search_fields = ["code", "title"]
    inlines = [RequiredHomologationInline, MilestoneInline]


@admin.register(RequirementCatalog)
class RequirementCatalogAdmin(HistoryAdmin):
    """Catalogues: their names and DSR; a new one comes with the import of its first workbook."""

    list_display = ["code", "name", "dsr", "version_count"]
    list_select_related = ["dsr"]
    search_fields = ["code", "name"]

    def get_queryset(self, request):
        """Count the versions in the same query."""
        return super().get_queryset(request).annotate(version_count=Count("versions"))

    @admin.display(description=_("versions"), ordering="version_count")
    def version_count(self, catalog) -> int:
        """Return how many versions the catalogue has."""
        return catalog.version_count

    def get_readonly_fields(self, request, obj=None):
        """Keep the code: commands and links name the catalogue by it."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """Only an empty catalogue goes: its versions are deleted one by one, if they are free."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.versions.exists()
        )

    def get_actions(self, request):
        """Leave the deletion of several at once out: it would pass by each one's own check."""
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }


@admin.register(CatalogVersion)
class CatalogVersionAdmin(HistoryAdmin):
    """Versions, to look at: they come from a workbook, and a free one may go as a whole."""

    list_display = ["__str__", "layout", "imported_at", "imported_by", "frozen_at"]
    list_filter = ["layout"]
    list_select_related = ["catalog", "imported_by"]
    search_fields = ["label", "catalog__code", "catalog__name"]
    fields = [
        "catalog",
        "label",
        "page",
        "layout",
        "sheet",
        "source_name",
        "source_sha256",
        "imported_at",
        "imported_by",
        "frozen_at",
    ]
    readonly_fields = fields

    @admin.display(description=_("contenu"))
    def page(self, version) -> str:
        """Return the link to the page that shows what is in it."""
        return format_html(
            '<a href="{}">{}</a>', version.get_absolute_url(), ", ".join(version.figures)
        )

    def get_queryset(self, request):
        """Leave the oddities in the database: they may be long."""
        return super().get_queryset(request).defer("oddities")

    def add_view(self, request, form_url="", extra_context=None):
        """Send to the page that imports a workbook."""
        return redirect("frameworks:import")

    def has_change_permission(self, request, obj=None):
        """Refuse: what a workbook says is never edited, frozen or not."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Send deletions to their own page, which says what would go."""
        return False
