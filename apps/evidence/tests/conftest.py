"""The two stores of contents, for the tests that both must pass."""

import os
from collections.abc import Callable
from itertools import count

import pytest

from apps.evidence import store
from apps.evidence.tests import servers

NUMBERS = count(1)


class Vault:
    """A store whose contents a test may spoil, as a failing disk or a wrong hand would."""

    def __init__(self, name: str):
        self.name = name

    def damage(self, sha256: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of a content behind the store's back."""
        with store.open_blob(sha256) as stored:
            content = change(stored.read())
        if self.name == "bucket":
            place = store.contents_store()
            place.client.put_object(**place.key_of(sha256), Body=content)
        else:
            path = store.path_of(sha256)
            times = path.stat()
            path.chmod(0o640)
            path.write_bytes(content)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def lose(self, sha256: str) -> None:
        """Take a content away behind the store's back."""
        store.contents_store().remove(sha256)


@pytest.fixture(scope="session")
def s3_endpoint():
    """Start one S3 of the loopback for the session."""
    with servers.s3() as url:
        yield url


@pytest.fixture(params=["disk", "bucket"])
def vault(request, settings, monkeypatch) -> Vault:
    """Give the test an empty store of each kind."""
    if request.param == "bucket":
        endpoint = request.getfixturevalue("s3_endpoint")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "only-for-tests")
        facts = {"endpoint": endpoint, "region": "eu-west-3", "prefix": "preuves/"}
        settings.EVIDENCE_BUCKET = facts | {"bucket": f"seau-{next(NUMBERS)}"}
        place = store.contents_store()
        place.client.create_bucket(
            Bucket=settings.EVIDENCE_BUCKET["bucket"],
            CreateBucketConfiguration={"LocationConstraint": "eu-west-3"},
        )
    return Vault(request.param)
