"""Where a file that a browser sends lies while it comes in: on disk, in a folder of our own, never in memory."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class OnDisk(TemporaryFileUploadHandler):
    """Writes a file to disk as it comes in, up to the largest that is taken, and then counts on.

    What is too large so keeps its size and fills no disk, and what was typed beside it still reaches the form.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < settings.FILE_LIMIT_BYTES:
            self.file.write(raw_data)
