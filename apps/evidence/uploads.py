"""Receive a file straight into the vault: written once, hashed on the way, stopped at the limit.

Django's own handler would first fill the server's temporary folder, whatever the size, then have
it copied. Here a file that is too big, or a full disk, stops the writing at once; the refusal
waits in the uploaded file for the form or the service to say it.
"""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from apps.core.refusals import Refusal
from apps.evidence.store import Incoming


class Deposited(UploadedFile):
    """An uploaded file that lies in the vault's waiting room; closing it takes it away."""

    def __init__(self, incoming: Incoming | None, refusal: Refusal | None, **facts):
        whole = refusal is None
        super().__init__(incoming.file if whole else BytesIO(), **facts)
        self.seek(0)
        self.incoming = incoming
        self.refusal = refusal

    def hand_over(self) -> Incoming:
        """Give the waiting file to the service, or raise what stopped it."""
        if self.refusal is not None:
            raise self.refusal
        return self.incoming

    def close(self) -> None:
        """Take the temporary file away; what was kept in the vault stays."""
        if self.incoming is not None:
            self.incoming.drop()


class VaultUploadHandler(FileUploadHandler):
    """Write each chunk of the request in the vault's waiting room."""

    def new_file(self, *args, **kwargs) -> None:
        """Open the waiting file; a disk too full even for that is said later, like the rest."""
        super().new_file(*args, **kwargs)
        self.refusal = None
        self.incoming = None
        try:
            self.incoming = Incoming(limit=settings.EVIDENCE_MAX_BYTES)
        except Refusal as refusal:
            self.refusal = refusal

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write, or once refused read on without writing, so that the page can answer."""
        if self.refusal is None:
            try:
                self.incoming.write(raw_data)
            except Refusal as refusal:
                self.refusal = refusal
                self.incoming.drop()

    def file_complete(self, file_size: int) -> "Deposited":
        """Return the file, whole or with the refusal that stopped it."""
        return Deposited(
            self.incoming,
            self.refusal,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Forget the file of a connection that was cut."""
        if self.incoming is not None:
            self.incoming.drop()
