"""The arrows between the apps: imports, model look-ups, foreign keys; and no circle anywhere."""

import ast

import pytest
from django.apps import apps
from django.conf import settings

from tests.house import APPS, app_of, dotted, imports_of, modules, said, tree, where

BASE = {"core", "rules", "accounts", "products"}
MAY_IMPORT = {
    "core": set(),
    "rules": set(),
    "accounts": {"core"},
    "products": {"core", "accounts"},
    "frameworks": {"core", "products"},
    "deadlines": BASE,
    "evidence": BASE | {"frameworks", "deadlines"},
    "cnda": BASE | {"frameworks", "deadlines", "evidence"},
    "dossiers": BASE | {"frameworks", "deadlines", "evidence", "cnda"},
    "changes": BASE | {"frameworks", "deadlines", "evidence", "cnda", "dossiers"},
    "certificates": BASE | {"deadlines", "evidence"},
    "reminders": BASE | {"deadlines"},
    "guide": BASE,
    "dashboard": BASE
    | {
        "frameworks",
        "deadlines",
        "evidence",
        "cnda",
        "dossiers",
        "changes",
        "certificates",
        "reminders",
        "guide",
    },
}


def test_every_app_has_its_arrows():
    assert {path.parent.name for path in APPS.glob("*/__init__.py")} == set(MAY_IMPORT)


def test_the_arrows_make_no_circle():
    above, order = dict(MAY_IMPORT), []
    while above:
        free = [name for name, lower in above.items() if lower <= set(order)]
        assert free, f"a circle among {sorted(above)}"
        order += free
        above = {name: lower for name, lower in above.items() if name not in free}
    assert len(order) == len(MAY_IMPORT)


def test_imports_follow_the_arrows():
    wrong = [
        str(each)
        for path in modules()
        if path.parent != APPS
        for each in imports_of(path)
        if each.name.split(".")[1] not in MAY_IMPORT[app_of(path)] | {app_of(path)}
    ]
    assert not wrong, said(wrong)


def test_model_look_ups_by_name_follow_the_arrows():
    wrong = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model"):
                continue
            named = node.args[0]
            assert isinstance(named, ast.Constant), where(path, node.lineno, "computes a model")
            lower = named.value.split(".")[0]
            if lower in MAY_IMPORT and lower not in MAY_IMPORT[app_of(path)] | {app_of(path)}:
                wrong.append(where(path, node.lineno, f"looks {named.value} up"))
    assert not wrong, said(wrong)


def test_foreign_keys_follow_the_arrows():
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("apps."):
            continue
        app = model._meta.app_label
        for field in (*model._meta.fields, *model._meta.many_to_many):
            other = field.related_model
            if other is None or not other.__module__.startswith("apps."):
                continue
            if other._meta.label == settings.AUTH_USER_MODEL:
                continue  # a person is named by the setting, never imported
            if other._meta.app_label not in MAY_IMPORT[app] | {app}:
                wrong.append(f"{model._meta.label}.{field.name} → {other._meta.label}")
    assert not wrong, said(wrong)


def test_modules_import_each_other_in_no_circle():
    names = {dotted(path) for path in modules()}
    graph = {}
    for path in modules():
        graph[dotted(path)] = {_module(each.name, names) for each in imports_of(path)}
    circles = [circle for circle in _components(graph) if len(circle) > 1]
    assert not circles, said([" ↔ ".join(sorted(circle)) for circle in circles])


def _module(name: str, known: set[str]) -> str:
    return name if name in known else name.rpartition(".")[0]


def _components(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the strongly connected components: two modules that reach each other share one."""
    reach = {name: _reached(graph, name) for name in graph}
    return [
        {other for other in reach[name] if name in reach.get(other, ())} | {name} for name in graph
    ]


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    found, level = set(), {start}
    while level:
        level = {below for name in level for below in graph.get(name, ())} - found
        found |= level
    return found


@pytest.mark.parametrize(
    ("graph", "circles"),
    [
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, {frozenset({"a", "b"})}),
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
    ],
)
def test_a_circle_is_seen(graph, circles):
    assert {frozenset(each) for each in _components(graph) if len(each) > 1} == circles
