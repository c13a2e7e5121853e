"""Ladders to edit; reminders and mails to look at."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms.formsets import all_valid
from django.shortcuts import render
from django.utils import timezone

from apps.reminders.models import Ladder, LadderStep, Mail, Reminder
from apps.reminders.preview import preview_of
from apps.reminders.stages import Stages
from apps.rules.book import RULES


class LadderStepInline(admin.TabularInline):
    """The stages of a ladder, the earliest first."""

    model = LadderStep
    extra = 1


@admin.register(Ladder)
class LadderAdmin(admin.ModelAdmin):
    """When to write about each kind of due date; a preview shows it before it is saved."""

    list_display = ["kind", "stages", "repeat", "escalate_after", "optional"]
    list_filter = ["optional"]
    inlines = [LadderStepInline]
    change_form_template = "reminders/admin/ladder_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=LadderStep._meta.verbose_name_plural)
    def stages(self, ladder) -> str:
        return ", ".join(f"{step} !" if step.urgent else str(step) for step in ladder.steps.all())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the preview where its button was pressed and the form is right; nothing is saved."""
        if request.method == "POST" and "_preview" in request.POST:
            typed = self._typed_stages(request, object_id)
            if typed is not None:
                return self._show(request, typed)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _typed_stages(self, request, object_id) -> Stages | None:
        """Return the stages as typed, None when the form is wrong: it then says so itself."""
        ladder = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = self.has_change_permission if ladder else self.has_add_permission
        if not (allowed(request, ladder) if ladder else allowed(request)):
            raise PermissionDenied
        form = self.get_form(request, ladder, change=ladder is not None)(
            request.POST, instance=ladder
        )
        right = form.is_valid()
        formsets, _inlines = self._create_formsets(
            request, form.instance, change=ladder is not None
        )
        if not all_valid(formsets) or not right:
            return None
        steps = [
            each.cleaned_data
            for each in formsets[0].forms
            if each.cleaned_data.get("days_before") is not None
            and not each.cleaned_data.get("DELETE")
        ]
        return Stages(
            kind=form.cleaned_data["kind"],
            steps=tuple(sorted((step["days_before"] for step in steps), reverse=True)),
            urgent=frozenset(step["days_before"] for step in steps if step["urgent"]),
            repeat=form.cleaned_data["repeat"],
        )

    def _show(self, request, stages: Stages):
        context = self.admin_site.each_context(request) | {
            "title": RULES[stages.kind].label,
            "preview": preview_of(stages, today=timezone.localdate()),
        }
        return render(request, "reminders/admin/preview.html", context)


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
