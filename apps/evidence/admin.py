"""Look at the vault; nothing in it is changed by hand."""

from django.conf import settings
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from apps.evidence.models import Blob, Download, Evidence, EvidenceVersion, ProductQuota
from apps.evidence.scanning import ask_again
from apps.products.policy import can
from apps.products.states import Action


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and details, no button that writes."""

    def has_add_permission(self, request):
        """Refuse: a document enters by its deposit."""
        return False

    def has_change_permission(self, request, obj=None):
        """Refuse: a deposit never changes."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse: a deposit never goes."""
        return False


@admin.register(Blob)
class BlobAdmin(ReadOnlyAdmin):
    """Contents."""

    list_display = ["receipt", "size", "content_type", "scan_state", "scanned_at", "created_at"]
    list_filter = ["scan_state", "needs_scan", "content_type"]
    search_fields = ["sha256"]
    actions = ["scan_again"]

    @admin.action(description=_("Analyser de nouveau"), permissions=["scan"])
    def scan_again(self, request, blobs):
        """Have these contents scanned anew, soon; the former verdict holds until then."""
        count = ask_again(Blob.objects.filter(pk__in=blobs.values("pk")))
        if settings.CLAMD_URL:
            self.message_user(request, _("%(count)d analyses demandées.") % {"count": count})
        else:
            words = _("Aucun antivirus n’est relié : les analyses attendront.")
            self.message_user(request, words, messages.WARNING)

    def has_scan_permission(self, request) -> bool:
        """Admit administrators."""
        return can(request.user, Action.ADMINISTER)


@admin.register(Download)
class DownloadAdmin(ReadOnlyAdmin):
    """Who took which file."""

    list_display = ["at", "person", "version", "inline", "origin", "within"]
    list_filter = ["origin"]
    list_select_related = ["person", "version__evidence"]
    search_fields = ["person__username", "version__filename"]


@admin.register(ProductQuota)
class ProductQuotaAdmin(admin.ModelAdmin):
    """The room of each product that has another than the default."""

    list_display = ["product", "mebibytes"]
    list_select_related = ["product"]
    search_fields = ["product__name"]
    autocomplete_fields = ["product"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Documents."""

    list_display = ["title", "product", "kind", "created_at", "created_by"]
    list_filter = ["kind"]
    list_select_related = ["product", "created_by"]
    search_fields = ["title", "product__name"]


@admin.register(EvidenceVersion)
class EvidenceVersionAdmin(ReadOnlyAdmin):
    """Versions of documents."""

    list_display = ["evidence", "number", "filename", "document_on", "uploaded_at", "uploaded_by"]
    list_select_related = ["evidence", "uploaded_by"]
    search_fields = ["filename", "evidence__title", "blob__sha256"]
