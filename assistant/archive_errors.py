"""What reading a zip archive that somebody else made can end in."""

from __future__ import annotations

import zipfile
import zlib

# What a damaged, encrypted or exotic archive makes zipfile raise.
ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
