"""Who is at the keyboard."""

import getpass


def me() -> str:
    """The name of who is at the keyboard; a container's user may have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "operator"
