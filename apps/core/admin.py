"""Bases of the administration."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin


class HistoryAdmin(SimpleHistoryAdmin):
    """An admin whose history is read, never posted back.

    SimpleHistoryAdmin saves the old record as a whole when its page is posted: read-only fields,
    states and all, whatever `has_change_permission` says.
    """

    def revert_disabled(self, request, obj=None) -> bool:
        """Hide the button that brings an old record back."""
        return True

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """Show an old record; refuse to write it over the present one."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("L’historique se lit : il ne remplace pas la fiche actuelle."))
        return super().history_form_view(request, object_id, version_id, extra_context)
