"""Ladders to edit; reminders and mails to look at."""

from django.contrib import admin

from apps.reminders.models import Ladder, LadderStep, Mail, Reminder


class LadderStepInline(admin.TabularInline):
    """The stages of a ladder, the earliest first."""

    model = LadderStep
    extra = 1


@admin.register(Ladder)
class LadderAdmin(admin.ModelAdmin):
    """When to write about each kind of due date."""

    list_display = ["kind", "stages"]
    inlines = [LadderStepInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=LadderStep._meta.verbose_name_plural)
    def stages(self, ladder) -> str:
        return ", ".join(f"{step} !" if step.urgent else str(step) for step in ladder.steps.all())


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the site writes by itself and nobody edits."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Each stage told, or why it was not."""

    list_display = ["deadline", "revision", "stage", "person", "state", "planned_on", "attempts"]
    list_filter = ["state", "urgent"]
    list_select_related = ["deadline", "person"]
    search_fields = ["deadline__title", "person__username", "person__email"]


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Each message as it was written."""

    list_display = ["subject", "recipient", "digest_on", "sent_at", "withdrawn_at"]
    list_select_related = ["person"]
    search_fields = ["subject", "recipient", "message_id"]
    exclude = ["raw", "html"]
