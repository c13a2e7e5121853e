"""Dossiers in the administration: everything is shown, states never change by editing."""

from django.contrib import admin
from django.utils import timezone

from apps.core.admin import HistoryAdmin
from apps.dossiers.models import Dossier, DossierChapter, ReviewEvent, Round
from apps.dossiers.services import update_dossier
from apps.dossiers.services.preparation import FACTS, TRACK_FACTS
from apps.dossiers.states import DossierState
from apps.products.policy import can
from apps.products.states import Action


class ReadOnlyInline(admin.TabularInline):
    """Rows that only services write."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ReviewEventInline(ReadOnlyInline):
    """Facts of the review, voided ones included."""

    model = ReviewEvent
    fields = ["kind", "chapter", "occurred_on", "early", "note", "recorded_by", "void_reason"]


class ChapterInline(ReadOnlyInline):
    """Chapters with their state."""

    model = DossierChapter
    fields = ["name", "state", "state_on", "reviewer"]


class RoundInline(ReadOnlyInline):
    """Deposits to the ANS."""

    model = Round
    fields = ["number", "deposited_on", "event", "recorded_by"]


@admin.register(Dossier)
class DossierAdmin(HistoryAdmin):
    """Only the facts that no state hangs on are edited, and through their service."""

    list_display = ["product_version", "dsr", "state", "clock_state", "clock_due_on", "responsible"]
    list_filter = ["state", "clock_state", "pathway"]
    search_fields = ["product__name", "product__nil", "dsr__code", "award_reference"]
    inlines = [ChapterInline, ReviewEventInline, RoundInline]

    def get_queryset(self, request):
        return Dossier.objects.visible_to(request.user).select_related(
            "product_version__product", "dsr", "responsible"
        )

    def get_readonly_fields(self, request, obj=None):
        fields = [*Dossier._meta.fields, *Dossier._meta.many_to_many]
        chosen = obj is None or obj.is_segur or obj.state != DossierState.BROUILLON
        editable = set(FACTS) - set(TRACK_FACTS if chosen else ())
        return [field.name for field in fields if field.name not in editable]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None or can(request.user, Action.CONTRIBUTE, obj)

    def has_view_permission(self, request, obj=None):
        return obj is None or can(request.user, Action.VIEW, obj)

    def save_model(self, request, obj, form, change):
        """Hand the edited facts to the service, which checks, journals and moves due dates."""
        facts = {name: form.cleaned_data[name] for name in form.changed_data}
        if facts:
            update_dossier(obj.pk, by=request.user, today=timezone.localdate(), **facts)
