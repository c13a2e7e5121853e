"""Fixtures of every test: strict templates, shuffled querysets, nothing left behind."""

import random
import sys
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.db.models import QuerySet
from django.template import engines

ROOT = Path(__file__).resolve().parent.parent


class InvalidVariable:
    """Stands for `string_if_invalid`: a template of ours that prints an unknown name fails.

    Those of Django and of the packages print nothing, as they were written for.
    """

    def __contains__(self, key: str) -> bool:
        return key == "%s"

    def __mod__(self, name) -> str:
        frame = sys._getframe(1)
        while frame is not None:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None:
                path = Path(str(origin))
                if ROOT in path.parents and not {".venv", "site-packages"} & set(path.parts):
                    pytest.fail(f"{path.relative_to(ROOT)} prints « {name} », which is not known")
                return ""
            frame = frame.f_back
        return ""


@pytest.fixture(scope="session", autouse=True)
def strict_templates():
    """Make unknown template variables fail."""
    engines["django"].engine.string_if_invalid = InvalidVariable()


@pytest.fixture(scope="session", autouse=True)
def shuffled_querysets():
    """Give the rows of a queryset that names no order in an order nobody can count on."""
    fetch_all, dice = QuerySet._fetch_all, random.Random(20260305)  # noqa: S311 (not a secret)

    def fetch_and_shuffle(queryset):
        fresh = queryset._result_cache is None
        fetch_all(queryset)
        if fresh and not queryset.ordered and not queryset.query.is_sliced:
            dice.shuffle(queryset._result_cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)
        yield


@pytest.fixture(autouse=True)
def nothing_left_behind(settings, tmp_path):
    """Give each test an empty evidence store and an empty cache."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    cache.clear()
    caches["pages"].clear()
