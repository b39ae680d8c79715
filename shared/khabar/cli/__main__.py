"""``python -m khabar.cli`` is the ``khabar`` command."""

from khabar.cli import main

if __name__ == "__main__":
    main()
