"""Inside an app: screens → services → models → querysets → states; states move by verbs only."""

import ast

from django.apps import apps
from django_fsm import FSMFieldMixin

from tests.house import APPS, app_of, imports_of, modules, said, tree, where

SCREENS, SERVICES, MODELS, QUERYSETS, STATES = 4, 3, 2, 1, 0
LAYER = {
    "rem": STATES,  # reads workbooks, knows no model
    "wording": STATES,  # words only
    "states": STATES,
    "querysets": QUERYSETS,
    "models": MODELS,
    "services": SERVICES,
    "views": SCREENS,
    "forms": SCREENS,
    "urls": SCREENS + 1,
    "admin": SCREENS,
    "tasks": SCREENS,
    "management": SCREENS,
    "templatetags": SCREENS,
    "context_processors": SCREENS,
}
CLAIMS = {"reminders"}
"""Apps whose states are no machine: a worker claims a row by one conditional UPDATE."""


def layer(room: str) -> int:
    """Return the layer of a room of an app; guards, duedates and the like stand with services."""
    return LAYER.get(room, SERVICES)


def test_nothing_looks_up():
    wrong = []
    for path in modules():
        if path.parent == APPS:
            continue
        app, room = app_of(path), path.relative_to(APPS / app_of(path)).with_suffix("").parts[0]
        for each in imports_of(path):
            parts = each.name.split(".")
            if (
                parts[1] != app
                or len(parts) < 3
                or not (APPS / app / parts[2]).exists()
                and not (APPS / app / f"{parts[2]}.py").exists()
            ):
                continue
            if layer(parts[2]) > layer(room):
                wrong.append(str(each))
    assert not wrong, said(wrong)


def machine_fields() -> set[str]:
    """Return the names of the fields that a state machine holds."""
    return {
        field.name
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for field in model._meta.fields
        if isinstance(field, FSMFieldMixin) and not model.__name__.startswith("Historical")
    }


def test_the_machines_are_known():
    assert machine_fields() == {"state", "status", "outcome"}


def test_no_machine_is_moved_behind_its_back():
    fields, wrong = machine_fields(), []
    for path in modules():
        if path.parent == APPS or app_of(path) in CLAIMS:
            continue
        for node in ast.walk(tree(path)):
            wrong += [where(path, node.lineno, what) for what in _backdoor(node, fields)]
    assert not wrong, said(wrong)


def _backdoor(node: ast.AST, fields: set[str]):
    """Yield how a call writes a machine's field without its transition.

    `bulk_update` only stores what transitions did: the fields are protected from assignment.
    """
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
        for keyword in node.keywords:
            if keyword.arg in fields:
                yield f"updates {keyword.arg}"


def test_a_backdoor_is_seen():
    call = ast.parse("rows.filter(pk=1).update(state='x', label='y')").body[0].value
    assert list(_backdoor(call, {"state", "status"})) == ["updates state"]


def test_every_machine_field_is_protected():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("apps.") and not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if isinstance(field, FSMFieldMixin) and not field.protected
    ]
    assert not loose, said(loose)


def test_no_signals_between_our_apps():
    wrong = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("django.dispatch", "django.db.models.signals", "django.core.signals")
            ):
                wrong.append(where(path, node.lineno, f"imports {node.module}"))
    assert not wrong, said(wrong)


def test_imports_stand_at_the_top():
    wrong = [str(each) for path in modules() for each in imports_of(path) if each.in_function]
    assert not wrong, said(wrong)
