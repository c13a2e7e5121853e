"""A cache whose Redis is away: nothing breaks, and it is used again once it is back."""

import socket

import pytest

from apps.core.caching import PatientRedisCache
from segurtrack.environment import cache


@pytest.fixture
def without_redis():
    """A cache at an address where nothing listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    facts = cache("production", f"redis://127.0.0.1:{port}/0", None)
    return PatientRedisCache(facts["LOCATION"], {"OPTIONS": facts["OPTIONS"]})


def test_without_redis_the_cache_is_empty_and_takes_what_it_gets(without_redis):
    assert without_redis.get("key", "default") == "default"
    assert without_redis.get_or_set("key", lambda: 3) == 3
    assert without_redis.get_many(["key"]) == {}
    assert "key" not in without_redis
    without_redis.set("key", 1, 60)
    assert without_redis.add("key", 1, 60)
    assert without_redis.incr("key", 2) == 2
    assert not without_redis.touch("key")
    assert not without_redis.delete("key")


def test_an_absence_is_said_in_the_log(without_redis, caplog):
    without_redis.get("key")
    assert "Redis does not answer" in caplog.text


@pytest.mark.services
def test_with_redis_it_is_a_cache_like_another(settings):
    shared = PatientRedisCache(settings.REDIS_URL, {})
    shared.delete("patient")
    assert shared.add("patient", 1, 60)
    assert not shared.add("patient", 5, 60)
    assert shared.incr("patient", 2) == 3
    assert shared.get("patient") == 3
    assert shared.touch("patient", 60)
    assert shared.delete("patient")
