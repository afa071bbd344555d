"""Files handed out, to be saved under a name."""

from io import BytesIO
from typing import BinaryIO

from flask import Response, send_file

OCTETS = "application/octet-stream"


def download(content: bytes | BinaryIO, name: str, *, media_type: str = OCTETS) -> Response:
    """Hand out a file to be saved under a name, always all of it."""
    return send_file(
        BytesIO(content) if isinstance(content, bytes) else content,
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
    )
