"""The cache on Redis, without which the site goes on: what it holds can be computed again."""

import logging

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Gone
from redis.exceptions import TimeoutError as Silent

logger = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """Answer as an empty cache while Redis is away.

    Limits of attempts are then not counted: a person who cannot sign in would be worse, and the
    log says so.
    """

    def get(self, key, default=None, version=None):
        return self._or(default, super().get, key, default, version)

    def get_many(self, keys, version=None):
        return self._or({}, super().get_many, keys, version)

    def has_key(self, key, version=None):
        return self._or(False, super().has_key, key, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(True, super().add, key, value, timeout, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(None, super().set, key, value, timeout, version)

    def incr(self, key, delta=1, version=None):
        return self._or(delta, super().incr, key, delta, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(False, super().touch, key, timeout, version)

    def delete(self, key, version=None):
        return self._or(False, super().delete, key, version)

    def _or(self, without, do, *words):
        try:
            return do(*words)
        except (Gone, Silent) as error:
            logger.warning("cache: Redis does not answer: %s", error)
            return without
