"""Edit the guide: entries with a preview, words, subjects; read what people think of them."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.core.admin import HistoryAdmin
from apps.guide import votes
from apps.guide.models import Anchor, Entry, Term, Topic, Vote


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Values of the facets; a new one is offered at once."""

    list_display = ["name", "facet", "code"]
    list_filter = ["facet"]
    search_fields = ["name", "code"]


class AnchorInline(admin.StackedInline):
    """What the entry explains: the pages of the site link to it by these codes."""

    model = Anchor
    extra = 0


@admin.register(Entry)
class EntryAdmin(HistoryAdmin):
    """Entries, with a preview before they are saved; taken off the guide rather than deleted."""

    list_display = ["title", "source", "certainty", "is_published", "updated_on", "yes", "no"]
    list_filter = ["is_published", "certainty", "topics"]
    search_fields = ["title", "search_text", "anchors__code"]
    autocomplete_fields = ["topics"]
    readonly_fields = ["updated_on", "updated_by"]
    inlines = [AnchorInline]
    change_form_template = "guide/admin/entry_form.html"
    fields = [
        "title",
        "slug",
        "body",
        "in_segurtrack",
        "source",
        "certainty",
        "topics",
        "keywords",
        "order",
        "is_published",
        "updated_on",
        "updated_by",
    ]

    def get_queryset(self, request):
        """Count the opinions in the same query."""
        counts = {
            "yes_count": Count("votes", filter=Q(votes__is_useful=True), distinct=True),
            "no_count": Count("votes", filter=Q(votes__is_useful=False), distinct=True),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("utile"), ordering="yes_count")
    def yes(self, entry) -> int:
        """Return how many people found it useful."""
        return entry.yes_count

    @admin.display(description=_("pas utile"), ordering="no_count")
    def no(self, entry) -> int:
        """Return how many people did not."""
        return entry.no_count

    def get_readonly_fields(self, request, obj=None):
        """Keep the address: pages and messages link to it."""
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def get_prepopulated_fields(self, request, obj=None):
        """Propose an address for a new entry only: an old one keeps its own."""
        return {} if obj else {"slug": ["title"]}

    def has_delete_permission(self, request, obj=None):
        """Refuse to delete what the reference data would bring back: take it off instead."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.loaded_digest
        )

    def get_actions(self, request):
        """Leave the deletion of several at once out: it would pass by each one's own check."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request, obj, form, change):
        """Note who wrote it, and when."""
        obj.updated_by, obj.updated_on = request.user, timezone.localdate()
        super().save_model(request, obj, form, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the preview where its button was pressed and the form is right; nothing is saved."""
        if request.method == "POST" and "_preview" in request.POST:
            entry = self._typed(request, object_id)
            if entry is not None:
                return self._show(request, entry)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _typed(self, request, object_id) -> Entry | None:
        """Return the entry as typed, None when the form is wrong: it then says so itself."""
        entry = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = (
            self.has_change_permission(request, entry)
            if entry
            else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        form_class = self.get_form(request, entry, change=entry is not None)
        form = form_class(request.POST, instance=entry)
        return form.instance if form.is_valid() else None

    def _show(self, request, entry: Entry):
        context = self.admin_site.each_context(request) | {"title": entry.title, "entry": entry}
        return render(request, "guide/admin/preview.html", context)


@admin.register(Term)
class TermAdmin(HistoryAdmin):
    """Words of the glossary, with their name in the code."""

    list_display = ["name", "meaning", "identifier"]
    search_fields = ["name", "meaning", "identifier"]
    prepopulated_fields = {"slug": ["name"]}


class UnreadFilter(admin.SimpleListFilter):
    """Comments that nobody has read yet."""

    title = _("commentaire")
    parameter_name = "commentaire"

    def lookups(self, request, model_admin):
        return [("a-lire", _("À lire")), ("tous", _("Avec un commentaire"))]

    def queryset(self, request, queryset):
        if self.value() == "a-lire":
            return queryset.unread()
        return queryset.exclude(comment="") if self.value() == "tous" else queryset


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    """What people think of the entries: read, and marked as read."""

    list_display = ["entry", "is_useful", "comment", "person", "given_at", "read_at"]
    list_filter = [UnreadFilter, "is_useful"]
    list_select_related = ["entry", "person"]
    search_fields = ["entry__title", "comment", "person__username"]
    actions = ["mark_read"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Marquer les commentaires choisis comme lus"), permissions=["view"])
    def mark_read(self, request, queryset):
        """Note that the comments chosen are read."""
        count = votes.mark_read(queryset, now=timezone.now())
        sentence = ngettext("%(n)d commentaire lu.", "%(n)d commentaires lus.", count)
        messages.success(request, sentence % {"n": count})
