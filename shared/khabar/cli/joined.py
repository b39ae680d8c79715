"""Groups of commands that installed packages join by entry points, each imported only when it is asked for."""

from importlib.metadata import EntryPoint, entry_points
from typing import ClassVar, cast

import typer
from typer.core import TyperCommand, TyperGroup


class Joined(TyperGroup):
    """The commands of one entry-point group: the name is the command's, the value a command function."""

    entry_group: ClassVar[str]

    def list_commands(self, ctx: object) -> list[str]:
        """The names of all commands, sorted."""
        del ctx
        return sorted(self._points())

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:
        """The command of that name, None if no package brings it."""
        del ctx
        point = self._points().get(cmd_name)
        if point is None:
            return None
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        app.command(cmd_name)(point.load())
        return cast("TyperCommand", typer.main.get_command(app))

    def _points(self) -> dict[str, EntryPoint]:
        return {point.name: point for point in entry_points(group=self.entry_group)}
