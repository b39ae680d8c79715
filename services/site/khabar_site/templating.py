"""The environment that templates are rendered in, and the check of a theme's templates before any page is made."""

from collections.abc import Iterator
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
    meta,
    nodes,
)

from khabar_site import addresses
from khabar_site.runs import isolated
from khabar_site.theme import Theme, wrong
from khabar_site.words import calm

TEMPLATES = Path(__file__).parent / "templates"
_OWN = "own"


def environment(theme: Theme, names: dict[str, Any]) -> Environment:
    """The environment with a theme's templates before ours, each of them compiled; ``names`` are known to them all.

    A theme's template may extend the one that it replaces as ``own/NAME``.

    Raises:
        ConfigError: a template of the theme is wrong, or asks for what its page is not given.
    """
    ours = FileSystemLoader(TEMPLATES)
    made = Environment(
        loader=ChoiceLoader([DictLoader(theme.templates), ours, PrefixLoader({_OWN: ours})]),
        autoescape=True,
        finalize=calm,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"quoted": addresses.quoted, "rfc822": format_datetime, "isolated": isolated}
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.globals |= names
    _Check(made, ours, theme).run()
    return made


class _Check:
    """Compiles a theme's templates and looks for what they ask for but will not be given."""

    def __init__(self, made: Environment, ours: BaseLoader, theme: Theme) -> None:
        self._made, self._ours, self._theme = made, ours, theme

    def run(self) -> None:
        """Check every template of the theme, in the order of their names."""
        known = {name.removeprefix(f"{_OWN}/") for name in self._made.list_templates()}
        for name, source in sorted(self._theme.templates.items()):
            place = (self._theme.folder or Path()) / "templates" / name
            try:
                tree = self._made.parse(source, name)
                asked = meta.find_undeclared_variables(tree) - self._made.globals.keys() - self._given(name)
                self._made.get_template(name)
            except TemplateSyntaxError as error:
                raise wrong(place, error.message or "is no template", error.lineno) from error
            for other in meta.find_referenced_templates(tree):
                if other is not None and other.removeprefix(f"{_OWN}/") not in known:
                    raise wrong(place, f"there is no template {other!r}", _line(tree, None))
            for variable in sorted(asked):
                raise wrong(place, f"its page has no value named {variable!r}", _line(tree, variable))

    def _given(self, name: str) -> set[str]:
        """What the page of a template is given: what our own one uses; to one that is new, what any of ours does."""
        own = set(self._ours.list_templates())
        names = set(self._reached(name, set())) if name in own else own
        return {variable for other in names for variable in self._asked[other]}

    @cached_property
    def _asked(self) -> dict[str, set[str]]:
        return {name: meta.find_undeclared_variables(self._tree(name)) for name in self._ours.list_templates()}

    def _reached(self, name: str, seen: set[str]) -> Iterator[str]:
        """A template of ours and all that it extends, includes and imports."""
        if name not in seen:
            seen.add(name)
            yield name
            for other in meta.find_referenced_templates(self._tree(name)):
                yield from self._reached(str(other), seen)

    def _tree(self, name: str) -> nodes.Template:
        return self._made.parse(self._ours.get_source(self._made, name)[0], name)


def _line(tree: nodes.Template, variable: str | None) -> int | None:
    """The line in which a template first names a variable, or another template."""
    if variable is None:
        kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
        return next((node.lineno for node in tree.find_all(kinds)), None)
    return next((node.lineno for node in tree.find_all(nodes.Name) if node.name == variable), None)
