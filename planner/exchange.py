"""Two folders change places in one step, so that a kill leaves one or the other in each."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_HERE = -100
"""AT_FDCWD of Linux: paths count from the current folder."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2)."""
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.ENOTSUP})
"""Of a kernel or a file system that cannot do it."""


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders of one file system change places; return False where that cannot be done in one step.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, TypeError, OSError):  # not Linux, or a C library of before 2018
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
