"""How requests come in: a file that may be about persons is held in memory, never on disk."""

from io import BytesIO
from typing import IO, Any

from flask import Request

import config

PERSONAL = ("/referrals", "/api/v1/referrals")
MIB = 1024 * 1024


class Intake(Request):
    """A request whose files of persons are never spooled to a temporary file, whatever their size.

    In exchange the whole request is held to the size of one such file.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read no more of it than its address may bring."""
        super().__init__(*args, **kwargs)
        if self.is_personal:
            self.max_content_length = (config.settings().max_referrals_mb + 1) * MIB

    @property
    def is_personal(self) -> bool:
        """Whether what is sent to this address may be about persons."""
        return self.path.startswith(PERSONAL)

    @property
    def limit_mb(self) -> int:
        """The largest file that this address takes."""
        settings = config.settings()
        return settings.max_referrals_mb if self.is_personal else settings.max_upload_mb

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.is_personal:
            return BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
