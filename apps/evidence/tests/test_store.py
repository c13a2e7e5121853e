"""The vault on disk: whole files or nothing, once per content, whatever stops the deposit."""

import fcntl
import hashlib
import logging
import multiprocessing
import os
import resource
import signal
import stat
import threading
import time

import pytest

from apps.core.refusals import Invalid, OutOfSpace
from apps.evidence import store
from apps.evidence.places import Unavailable, no_room
from apps.evidence.tests.builders import stored_files
from tests.servers import free_port

CONTENT = b"contenu de la preuve"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FORK = multiprocessing.get_context("fork")


def put(content: bytes = CONTENT, *, limit: int = 1000) -> str:
    with store.Incoming(limit=limit) as incoming:
        incoming.write(content)
        return incoming.keep()


def test_a_content_is_kept_under_its_digest_read_only_and_alone():
    assert put() == DIGEST
    [path] = stored_files()
    assert path == store.path_of(DIGEST)
    assert path.parent.name == DIGEST[:2]
    assert path.read_bytes() == CONTENT
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert path.stat().st_nlink == 1
    assert store.exists(DIGEST)
    with store.open_blob(DIGEST) as stored:
        assert stored.read() == CONTENT


def test_the_same_content_again_changes_nothing():
    put()
    before = store.path_of(DIGEST).stat()
    assert put() == DIGEST
    after = store.path_of(DIGEST).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(stored_files()) == 1


def test_a_content_goes_in_and_comes_out(vault):
    assert not store.exists(DIGEST)
    for ask in (store.open_blob, store.size_of, store.verify):
        with pytest.raises(FileNotFoundError):
            ask(DIGEST)
    assert put() == DIGEST == put()
    assert store.exists(DIGEST)
    assert store.verify(DIGEST)
    with store.open_blob(DIGEST) as stored:
        assert stored.read() == CONTENT
    [stored] = store.contents()
    assert (stored.sha256, stored.size) == (DIGEST, len(CONTENT))
    assert abs(stored.kept_at.timestamp() - time.time()) < 60
    others = sorted(put(bytes([n]) * (n + 1)) for n in range(20))
    assert sorted(store.digests()) == sorted([DIGEST, *others])
    store.remove(DIGEST)
    store.remove(DIGEST)
    assert sorted(store.digests()) == others


def test_an_alteration_is_seen_and_the_same_content_again_mends_it(vault, caplog):
    put()
    vault.damage(DIGEST, lambda content: content.replace(b"preuve", b"prEuve"))
    assert not store.verify(DIGEST)
    with caplog.at_level(logging.WARNING):
        put()
    assert store.verify(DIGEST)
    assert DIGEST in caplog.text
    assert put() == DIGEST


@pytest.mark.usefixtures("vault")
def test_the_limit_is_met_while_writing_both_sides():
    put(b"x" * 10, limit=10)
    with store.Incoming(limit=10) as incoming:
        incoming.write(b"x" * 10)
        with pytest.raises(Invalid, match="dépasse la taille admise"):
            incoming.write(b"y")
        assert incoming.path.stat().st_size == 10
    assert len(list(store.digests())) == 1


def test_a_deposit_that_is_dropped_or_forgotten_leaves_nothing():
    with store.Incoming(limit=10) as incoming:
        incoming.write(b"x")
    forgotten = store.Incoming(limit=10)
    forgotten.write(b"x")
    assert len(stored_files()) == 1
    del forgotten
    assert stored_files() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, DIGEST + "\n", DIGEST[:-1]])
def test_only_a_digest_names_a_content(vault, name):
    for ask in (store.path_of, store.open_blob, store.size_of, store.verify, store.remove):
        with pytest.raises(ValueError, match="not a SHA-256"):
            ask(name)


def test_a_full_disk_is_a_sentence_and_leaves_nothing():
    """The kernel itself refuses the bytes past the limit of this process (EFBIG)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
        with (
            pytest.raises(OutOfSpace, match="plus de place") as caught,
            store.Incoming(limit=10**6) as incoming,
        ):
            incoming.write(b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.status == 507
    assert stored_files() == []
    assert put(b"x" * 5000, limit=10**6)


def test_a_real_full_device_is_a_sentence_too():
    """`/dev/full` answers ENOSPC to every write, as a disk without room does."""
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError) as caught:  # noqa: PT011
        full.write(b"x")
    assert isinstance(no_room(caught.value), OutOfSpace)


def test_another_error_of_the_disk_is_not_called_a_full_disk(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "file"
    settings.EVIDENCE_ROOT.write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        store.Incoming(limit=10)


def test_two_parallel_deposits_of_one_content_make_one_file(vault):
    incomings = [store.Incoming(limit=1000) for _ in range(8)]
    for incoming in incomings:
        incoming.write(CONTENT)
    start, digests = threading.Barrier(8), []

    def keep(incoming):
        start.wait()
        digests.append(incoming.keep())

    threads = [threading.Thread(target=keep, args=[incoming]) for incoming in incomings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests == [DIGEST] * 8
    assert list(store.digests()) == [DIGEST]
    assert store.verify(DIGEST)


def _deposit_and_die(point: str):
    incoming = store.Incoming(limit=1000)
    incoming.write(CONTENT)
    if point == "after":
        incoming.keep()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("point", "kept", "swept"), [("before", 0, 1), ("after", 1, 0)])
def test_a_killed_deposit_leaves_a_whole_file_or_something_to_sweep(point, kept, swept):
    worker = FORK.Process(target=_deposit_and_die, args=[point])
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert store.sweep() == swept
    assert len(stored_files()) == kept
    assert list(store.digests()) == [DIGEST][:kept]
    assert all(store.verify(digest) for digest in store.digests())


def test_the_sweep_leaves_a_deposit_under_way():
    with store.Incoming(limit=1000) as incoming:
        incoming.write(CONTENT)
        assert store.sweep() == 0
        with incoming.path.open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert incoming.keep() == DIGEST


def test_a_sweep_at_the_worst_moment_never_takes_the_file_of_a_living_deposit():
    """Between its creation and its lock a file looks abandoned: it is then opened again."""
    stop = threading.Event()

    def sweep_on_and_on():
        while not stop.is_set():
            store.sweep()

    sweeper = threading.Thread(target=sweep_on_and_on)
    sweeper.start()
    try:
        for _ in range(300):
            with store.Incoming(limit=10) as incoming:
                assert os.fstat(incoming.file.fileno()).st_nlink == 1
                assert incoming.path.exists()
    finally:
        stop.set()
        sweeper.join()


def test_a_service_that_does_not_answer_is_a_sentence_and_leaves_nothing(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-tests")
    endpoint = f"http://127.0.0.1:{free_port()}"
    facts = {"bucket": "seau", "endpoint": endpoint, "region": "eu-west-3", "prefix": ""}
    settings.EVIDENCE_BUCKET = facts
    with pytest.raises(Unavailable, match="ne répond pas") as caught:
        put()
    assert caught.value.status == 503
    assert stored_files() == []


def test_a_bucket_that_is_not_there_is_a_sentence_too(vault, settings):
    if vault.name == "bucket":
        settings.EVIDENCE_BUCKET = settings.EVIDENCE_BUCKET | {"bucket": "ailleurs"}
        with pytest.raises((Unavailable, FileNotFoundError)):
            put()
        assert stored_files() == []
