"""Whether an error says that there was no memory left: nobody's fault, and it passes."""

from __future__ import annotations

import errno
import mmap

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

_ALLOCATOR = ("DefaultCPUAllocator", "can't allocate memory", "not enough memory", "bad_alloc")
_LOADER = ("failed to map segment from shared object", "Cannot allocate memory")
_WINDOWS_CODES = (8, 14, 1455)
"""ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY and ERROR_COMMITMENT_LIMIT, the paging file's."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an allocation failed, be it of numbers, of a thread or of a library's own place.

    torch's allocator raises a bare RuntimeError and the system's loader an ImportError; of those
    the text is all there is to go by.
    """
    text = str(error)
    match error:
        case MemoryError():
            return True
        case ImportError():
            # a disk from which nothing may be run has the same words, and then its own
            return any(part in text for part in _LOADER) and "not permitted" not in text
        case OSError():
            code = getattr(error, "winerror", None)
            return error.errno == errno.ENOMEM or code in _WINDOWS_CODES
        case RuntimeError():
            return text == "can't start new thread" or any(part in text for part in _ALLOCATOR)
    return False


def known_cause(error: Exception) -> KnownError | None:
    """What can be said of it: the KnownError itself, or that memory ran out; None of a defect."""
    if isinstance(error, KnownError):
        return error
    if not is_out_of_memory(error):
        return None
    return KnownError(
        "out_of_memory",
        QT_TRANSLATE_NOOP("KnownError", "The memory of this computer is used up."),
        QT_TRANSLATE_NOOP("KnownError", "The program keeps running and your messages are safe."),
        QT_TRANSLATE_NOOP("KnownError", "Close other programs, then try again."),
    )


def ensure_memory(needed_bytes: int) -> None:
    """Raise MemoryError where the system would not give this much; none of it is taken.

    To be asked before a load: the libraries that read weights and vocabularies end the whole
    process where a piece of memory is refused to them.
    """
    try:
        mmap.mmap(-1, max(1, needed_bytes)).close()
    except (OSError, OverflowError) as error:
        raise MemoryError from error
