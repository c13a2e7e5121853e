"""Every alteration of a stored file is found, and no sound file is accused; long with SOAK=1."""

import os
import random

import pytest

from apps.evidence import store
from apps.evidence.integrity import verify_all
from apps.evidence.models import Blob

LONG = bool(os.environ.get("SOAK"))
ALTERED, SOUND = (1000, 500) if LONG else (100, 50)


def flip(path, dice):
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def cut(path, dice):
    os.truncate(path, dice.randrange(path.stat().st_size))


def append(path, dice):
    path.write_bytes(path.read_bytes() + dice.randbytes(dice.randint(1, 10)))


def swap_two_bytes(path, dice):
    content = path.read_bytes()
    path.write_bytes(content[1:2] + content[:1] + content[2:])


def replace_by_zeros(path, dice):
    path.write_bytes(bytes(path.stat().st_size))


def put_another_in_its_place(path, dice):
    path.unlink()
    path.write_bytes(dice.randbytes(1000))


def make_it_a_folder(path, dice):
    path.unlink()
    path.mkdir()


def delete(path, dice):
    path.unlink()


ALTERATIONS = [
    flip,
    cut,
    append,
    swap_two_bytes,
    replace_by_zeros,
    put_another_in_its_place,
    make_it_a_folder,
    delete,
]


def keep(content: bytes) -> str:
    with store.Incoming(limit=10_000) as incoming:
        incoming.write(content)
        return incoming.keep()


@pytest.mark.soak
@pytest.mark.django_db
def test_a_thousand_alterations_are_found_and_nothing_else():
    dice = random.Random(20260304)  # noqa: S311 (not a secret)
    contents = [b"\x01\x02" + dice.randbytes(dice.randint(1, 5000)) for _ in range(ALTERED + SOUND)]
    digests = [keep(content) for content in contents]
    Blob.objects.bulk_create(
        Blob(sha256=sha256, size=len(content), content_type="text/plain")
        for sha256, content in zip(digests, contents, strict=True)
    )
    assert verify_all().is_sound
    harmed, lost = dice.sample(digests, ALTERED), set()
    for number, sha256 in enumerate(harmed):
        path = store.path_of(sha256)
        times = path.stat()
        path.chmod(0o640)
        alteration = ALTERATIONS[number % len(ALTERATIONS)]
        alteration(path, dice)
        if alteration is delete:
            lost.add(sha256)
        else:
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    report = verify_all()
    assert set(report.missing) == lost
    assert set(report.altered) == set(harmed) - lost
    assert len(report.missing) + len(report.altered) == ALTERED
    assert report.checked == ALTERED + SOUND
