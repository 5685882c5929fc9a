"""The access token that a person has for the hub: who is told of it, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import SENSELESS
from desktop_app.models.sources import Source
from desktop_app.models.transfer_errors import TransferError

Answer = TypeVar("Answer")


class AccessToken:
    """The person's access token: sent to the hub itself only, and no longer once it was refused."""

    def __init__(self, source: Source) -> None:
        self._place = f"{source.endpoint}/" if source.official else ""
        self._is_dropped = False

    def header(self, url: str) -> dict[str, str]:
        """The header for a request. Raises TransferError, once, for what can't be a token."""
        if self._is_dropped or not self._place or not url.startswith(self._place):
            return {}
        from huggingface_hub import get_token

        try:
            token = get_token()
        except SENSELESS:
            token = "?\n"  # its file holds no text, or may not be read
        if not token:
            return {}
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            self.drop()
            raise TransferError(Trouble.TOKEN, 0.0)
        return {"authorization": f"Bearer {token}"}

    def drop(self) -> None:
        """Ask without it from now on."""
        self._is_dropped = True


def without_stale_token(ask: Callable[[], Answer]) -> Answer:
    """Ask; once more, without the token, where it was the token that was refused."""
    try:
        return ask()
    except TransferError as error:
        if error.trouble is not Trouble.TOKEN:
            raise
    return ask()
