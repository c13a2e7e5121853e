"""Look at the vault; nothing in it is changed by hand."""

from django.contrib import admin

from apps.evidence.models import Blob, Evidence, EvidenceVersion


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

    list_display = ["receipt", "size", "content_type", "scan_state", "created_at"]
    list_filter = ["scan_state", "content_type"]
    search_fields = ["sha256"]


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
