"""Every view declares who may open it; an undeclared one fails the tests."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.products.policy import allowed_actions
from apps.products.states import Action

PUBLIC = "public"
SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Policy:
    """`level`: PUBLIC, SIGNED_IN or an `Action`; `model`: whose `pk` the URL names, if any."""

    level: str
    model: type | None
    methods: tuple[str, ...]


def access(level, *, model=None, methods=("GET", "HEAD"), rows: str = ""):
    """Declare the policy of a function view, and enforce it before the view runs.

    With `model`, the URL's `pk` is looked up among the rows visible to the person (404 for a
    stranger's), the action is checked on it (403), and the view gets the object in its place:
    `view(request, obj, ...)`, and in `request.actions` all that the person may do with it. `rows`
    names a method of its queryset that loads what the page shows. Without a model, an `Action`
    asks for an administrator.
    """

    def decorate(view):
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if level != PUBLIC and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if model is not None:
                visible = model.objects.visible_to(request.user)
                visible = getattr(visible, rows)() if rows else visible
                args = (get_object_or_404(visible, pk=kwargs.pop("pk")), *args)
            if level in set(Action):
                request.actions = _actions(request.user, *args[:1])
                if level not in request.actions:
                    raise PermissionDenied(
                        _(
                            "Votre rôle ne permet pas cette action. "
                            "Demandez au responsable du produit."
                        )
                    )
            return view(request, *args, **kwargs)

        guarded.policy = Policy(level, model, tuple(methods))
        return guarded

    return decorate


def _actions(user, obj=None) -> set[Action]:
    if obj is None:
        return set(Action) if user.is_administrator else set()
    return allowed_actions(user, obj.product)
