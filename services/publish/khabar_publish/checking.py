"""Whether targets can be reached from here and take our credentials, changing nothing there.

`khabar target check` asks this where publish is installed beside it; where publish alone is, as in its container,
``python -m khabar_publish.checking [ID]`` says the same, a line for each target.
"""

import asyncio
import sys
from collections.abc import Sequence

from khabar import KhabarError
from khabar.config import TargetSettings
from khabar.settings import load
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Asked, Down, Refused

FAILED = 1
UNKNOWN = 2


async def check(target: TargetSettings) -> str:
    """Have a target of any kind say how it finds the other side, with the settings that the service would have.

    Raises:
        KhabarError: it cannot be delivered to; the message says why and what to do.
    """
    chosen = load(PublishSettings)
    made = make_target(target, chosen)
    try:
        async with asyncio.timeout(2 * chosen.target_timeout_seconds):
            return await made.check()
    except TimeoutError as error:
        msg = f"no end within {2 * chosen.target_timeout_seconds:g} s; see whether it runs"
        raise KhabarError(msg) from error
    except (Asked, Down, Refused) as error:
        msg = f"{error}; {_next_step(error, target.id)}"
        raise KhabarError(msg) from error
    except KhabarError:
        raise
    except Exception as error:
        msg = f"its check is broken, which is a defect of this kind of target: {type(error).__name__}: {error}"
        raise KhabarError(msg) from error
    finally:
        await made.close()


async def check_all(targets: Sequence[TargetSettings]) -> bool:
    """Check targets at the same time and print a line for each; whether all of them are well."""
    return all(await asyncio.gather(*map(_told, targets)))


async def _told(target: TargetSettings) -> bool:
    try:
        what, well = await check(target), True
    except KhabarError as error:
        what, well = str(error), False
    sys.stdout.write(f"{target.id}: {'ok' if well else 'FAILS'}: {what}\n")
    return well


def _next_step(error: Asked | Down | Refused, target: str) -> str:
    if isinstance(error, Refused):
        return f"mend its credentials or address, then `khabar target resume {target}`"
    if isinstance(error, Asked):
        return f"nothing is to be done: it wants {error.seconds:g} s of quiet, which it gets"
    return "see whether it runs and can be reached from here; what waits is delivered by itself afterwards"


def main() -> int:
    """Check the target named on the command line, or all."""
    targets, wanted = load(PublishSettings).newsroom_config.delivered_to, sys.argv[1:]
    chosen = [target for target in targets if not wanted or target.id in wanted]
    if not chosen:
        sys.stderr.write(f"no target {wanted[0]!r}; there are {', '.join(target.id for target in targets)}\n")
        return UNKNOWN
    return 0 if asyncio.run(check_all(chosen)) else FAILED


if __name__ == "__main__":
    raise SystemExit(main())
