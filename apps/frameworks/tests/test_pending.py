"""The file between preview and confirmation: private, signed, swept away."""

import os
from io import BytesIO

import pytest

from apps.accounts.models import User
from apps.core.refusals import Conflict, OutOfSpace
from apps.frameworks import pending

ADA = User(pk=7, username="ada")
NOW = 1_772_000_000.0


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


def test_what_was_kept_comes_back_whole():
    source = BytesIO(b"0123456789")
    source.read(4)
    ticket = pending.keep(source, {"label": "1.0"}, by=ADA, now=NOW)
    path, fields = pending.recall(ticket, by=ADA)
    assert path.read_bytes() == b"0123456789"
    assert fields == {"label": "1.0"}


def test_a_file_over_an_hour_old_is_swept_by_the_next_one(folder):
    pending.keep(BytesIO(b"old"), {}, by=ADA, now=NOW)
    old = next(folder.iterdir())
    for age, left in ((3600, 2), (3601, 2)):
        os.utime(old, (NOW - age, NOW - age))
        pending.keep(BytesIO(b"new"), {}, by=ADA, now=NOW)
        assert len(list(folder.iterdir())) == left
    assert not old.exists()


def test_a_file_swept_away_is_said():
    ticket = pending.keep(BytesIO(b"x"), {}, by=ADA, now=NOW)
    pending.recall(ticket, by=ADA)[0].unlink()
    with pytest.raises(Conflict, match="choisissez-le de nouveau"):
        pending.recall(ticket, by=ADA)


def test_a_full_disk_is_said_and_leaves_nothing(folder):
    class Full(BytesIO):
        def read(self, *args):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutOfSpace, match="manque de place"):
        pending.keep(Full(), {}, by=ADA, now=NOW)
    assert list(folder.iterdir()) == []
