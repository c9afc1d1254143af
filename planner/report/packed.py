"""Bytes as text that is small and can stand in a page."""

from __future__ import annotations

import base64
import gzip


def packed(content: bytes) -> str:
    """Return bytes as base64 of gzip; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode("ascii")
