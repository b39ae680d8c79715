"""The process that reads one picture: bytes in, files out, and nothing of the site within its reach.

It writes one line of JSON, which holds the sizes of the files or why there are none, and then the files themselves.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from khabar_site.pictures.reading import Unfit
from khabar_site.pictures.renditions import renditions

_MEMORY_BYTES: Final = 1_500_000_000
_SECONDS: Final = 30
_NICER: Final = 10


def main() -> None:
    """Read a picture from stdin and write its files to stdout."""
    _bound()
    told, files = answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(files))


def answer(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What is to be told of a picture, and its files.

    Readers of pictures fail in ways that nobody lists; whatever it is, it is the picture's fault.
    """
    try:
        made = renditions(content)
    except (Unfit, MemoryError) as error:
        return {"error": str(error) or "it takes too much memory", "final": True}, []
    except Exception as error:  # noqa: BLE001 - see above
        return {"error": f"it cannot be read ({type(error).__name__}: {str(error)[:200]})", "final": False}, []
    return {"files": [(each.width, each.height, len(each.content)) for each in made]}, [each.content for each in made]


def _bound() -> None:
    """Take little; where the machine runs out of memory, this process is the one to go."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(_NICER)


if __name__ == "__main__":
    main()
