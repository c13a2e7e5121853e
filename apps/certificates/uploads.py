"""Receive certificate files in memory only: a private key sent by mistake never meets a disk."""

from functools import wraps
from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.views.decorators.csrf import csrf_exempt, csrf_protect

LARGEST = 8 * 1024 * 1024
"""All the files of one request together, in bytes; the rest is read on and forgotten."""


class MemoryOnly(FileUploadHandler):
    """Keep each file in memory; one that goes over the limit is emptied and says so."""

    def __init__(self, request=None):
        super().__init__(request)
        self.left = LARGEST

    def new_file(self, *args, **kwargs) -> None:
        """Start with nothing."""
        super().new_file(*args, **kwargs)
        self.content, self.too_large = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the chunk while there is room; returning nothing ends the handling here."""
        self.left -= len(raw_data)
        if self.left < 0:
            self.content, self.too_large = BytesIO(), True
        if not self.too_large:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file; `too_large` on it means that its content was not kept."""
        self.content.seek(0)
        upload = InMemoryUploadedFile(
            self.content,
            self.field_name,
            self.file_name,
            self.content_type,
            0 if self.too_large else file_size,
            self.charset,
        )
        upload.too_large = self.too_large
        return upload


def in_memory(view):
    """Have the files of a view's requests received in memory only.

    The handlers must be chosen before the form is read, and the check of forgeries reads it: that
    check comes right after.
    """
    protected = csrf_protect(view)

    @wraps(view)
    def chosen(request, *args, **kwargs):
        request.upload_handlers = [MemoryOnly(request)]
        return protected(request, *args, **kwargs)

    return csrf_exempt(chosen)
