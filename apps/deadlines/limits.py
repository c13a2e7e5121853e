"""How often a calendar address may be read: counted in the cache, by hour."""

from datetime import datetime
from hashlib import sha256

from django.core.cache import cache

PER_ADDRESS = 600  # a whole company, or a calendar provider, may stand behind one
PER_SECRET = 60  # every minute: no calendar asks as often
HOUR = 3600  # seconds


def is_too_often(*, address: str, secret: str, now: datetime) -> bool:
    """Count one reading; return whether this network address or this secret reads too often.

    The names in the cache are digests: neither the secret nor the address is kept in clear.
    """
    hour = int(now.timestamp()) // HOUR
    counts = [
        (_count(f"address:{address}:{hour}"), PER_ADDRESS),
        (_count(f"secret:{secret}:{hour}"), PER_SECRET),
    ]
    return any(count > limit for count, limit in counts)


def _count(name: str) -> int:
    key = "calendar-" + sha256(name.encode()).hexdigest()
    if cache.add(key, 1, timeout=HOUR):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two questions
        return 1
