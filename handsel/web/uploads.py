"""Keep what is uploaded small before it is written anywhere (safety P8)."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 60 * 2**20
"""The largest request with files in it: a file for import may have 50 MB, and its form a little."""


class BoundedUpload(FileUploadHandler):
    """Lets the files of a request pass that is not too large; of one that is, nothing is kept.

    The form then lacks its file, and says so.
    """

    is_too_large = False

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_rest: Any) -> None:
        self.is_too_large = content_length > MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - the form of a handler
        if self.is_too_large:
            raise StopUpload
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""
