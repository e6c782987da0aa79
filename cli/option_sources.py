"""Where an option's value comes from: the command line, else the environment, else `critmin.toml`, else its default.

Click applies this order. This module supplies the environment names and the file's defaults.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from .choices import ENDINGS, ending_of
from .configuration import FILES, WRITTEN, BadConfiguration, Configuration, Options, find, load


class Source(StrEnum):
    """The source of an option's value, in order of precedence."""

    COMMANDLINE = "COMMANDLINE"
    ENVIRONMENT = "ENVIRONMENT"
    DEFAULT_MAP = "DEFAULT_MAP"
    DEFAULT = "DEFAULT"


_ORDER = list(Source)
_DATES = ("year", "sold", "construction_begins")
_OVERRIDDEN_BY = (
    ("year", "placed_in_service"),
    ("placed_in_service", "year"),
    ("new_year", "new_date"),
    ("new_date", "new_year"),
    *((one, other) for one in _DATES for other in _DATES if one != other),
    ("sdn_date", "sdn"),  # it dates a different list
    ("jobs", "scheduler"),
    ("scheduler", "jobs"),
    ("config", "no_config"),
    ("no_config", "config"),
    ("waivers", "no_waivers"),
    ("no_waivers", "waivers"),
)
"""The first option is not taken where the second one is given in a nearer place."""
_RULE = "Options can also be set in the environment (CRITMIN_YEAR for --year), or in critmin.toml here or in a parent."
_FACTS = {
    "placed_in_service": ("placed_in_service", "year"),
    "acquired": ("acquired",),
    "class": ("class_",),
    "sold": ("sold", "year"),
    "construction_begins": ("construction_begins", "year"),
    "taxable_year_begins": ("taxable_year_begins",),
}
"""The facts that an option can state instead of a sheet, each with its own option, then others that state it too."""
FILE = f"{__name__}.file"
"""Where the context of a command keeps its configuration."""


def environment_name(key: str) -> str:
    """The environment variable of an option, by its long name with underscores."""
    return f"CRITMIN_{key.upper()}"


@cache
def options_of(command: TyperCommand) -> Options:
    """A command's options by their long names with underscores."""
    found = [option for option in command.params if isinstance(option, TyperOption)]
    return {max(option.opts, key=len).removeprefix("--").replace("-", "_"): option for option in found}


class Command(TyperCommand):
    """A command whose options may also be in the environment and in `critmin.toml`."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for key, option in options_of(self).items():
            option.envvar = environment_name(key)
            option.show_envvar = False  # the help page states the rule once
            self.epilog = _RULE

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:  # a line to be completed by the shell
            return super().parse_args(ctx, args)
        try:
            file = _file(ctx.parent, self)
        except BadConfiguration as error:
            super().parse_args(ctx, args)  # not needed for --help
            ctx.fail(str(error))
        ctx.meta[FILE] = file
        ctx.default_map = file.defaults(options_of(self)) if file is not None else None
        with _source_named(ctx):
            rest = super().parse_args(ctx, args)
            _choose_format(ctx)
        _drop_overridden(ctx)
        return rest

    def invoke(self, ctx: Any) -> Any:
        with _source_named(ctx):
            return super().invoke(ctx)


def files_read(context: typer.Context) -> list[str]:
    """The files that the command reads because of options, including the configuration."""
    assert isinstance(context.command, TyperCommand)
    file: Configuration | None = context.meta[FILE]
    found = [file.path] if file is not None else []
    for key, option in options_of(context.command).items():
        value = context.params.get(option.name)
        if value is not None and option.metavar in FILES and key not in WRITTEN:
            found += value if isinstance(value, list | tuple) else [value]
    return found


def source_of(context: typer.Context, name: str) -> Source | None:
    """The source of a parameter's value; None where the command has no such parameter."""
    source = context.get_parameter_source(name)
    return None if source is None else Source(source.name)


def sheet_first(context: typer.Context) -> frozenset[str]:
    """The facts from the environment or a configuration: those that a bill of materials states take precedence."""
    return frozenset(
        fact
        for fact, names in _FACTS.items()
        for name in names
        if names[0] in context.params
        and context.params.get(name) is not None
        and source_of(context, name) is not Source.COMMANDLINE
    )


def _file(main: typer.Context | None, run: TyperCommand) -> Configuration | None:
    """The configuration named by the program's options, or found; None where there is none."""
    assert main is not None
    assert isinstance(main.command, TyperGroup)
    _drop_overridden(main)
    given: str | None = main.params["config"]
    if main.params["no_config"]:
        if given is not None:
            main.fail("give --config FILE or --no-config, not both")
        return None
    path = given if given is not None else find()
    loaded = (main.command.get_command(main, name) for name in main.command.list_commands(main))
    others = (command for command in loaded if isinstance(command, TyperCommand))
    return load(path, map(options_of, chain([run], others))) if path is not None else None


def _drop_overridden(ctx: typer.Context) -> None:
    for option, nearer in _OVERRIDDEN_BY:
        here, there = source_of(ctx, option), source_of(ctx, nearer)
        if here is not None and there is not None and _ORDER.index(there) < _ORDER.index(here):
            ctx.params[option] = None
            _set_default(ctx, option)


def _set_default(ctx: typer.Context, option: str) -> None:
    source = ctx.get_parameter_source(option)
    assert source is not None
    ctx.set_parameter_source(option, type(source)["DEFAULT"])


def _choose_format(ctx: typer.Context) -> None:
    """Sets the format by the ending of the `-o` file, unless a fitting format is given.

    Raises:
        typer.BadParameter: the ending belongs to a format other than the one given, or unknown to the command.
    """
    assert isinstance(ctx.command, TyperCommand)
    options = options_of(ctx.command)
    output, format_ = ctx.params.get("output"), options.get("format")
    ending = ending_of(output) if output is not None and "output" in options and format_ is not None else None
    if ending is None or format_ is None:
        return
    asked = ctx.params[format_.name]
    given = source_of(ctx, format_.name)
    if given is not Source.DEFAULT and asked in ENDINGS[ending]:
        return
    if given is Source.COMMANDLINE:
        raise typer.BadParameter(f"-f {asked} does not match -o {output}: {_is_format(ending)}{_ends_in(asked)}")
    has = list(format_.type_descriptor.annotation)
    fits = [known for known in has if known in ENDINGS[ending]]
    if not fits:
        known = ", ".join(end for end, formats in ENDINGS.items() if set(formats) & set(has))
        raise typer.BadParameter(f"-o {output}: this command does not write {ending}; the endings are {known}")
    ctx.params[format_.name] = fits[0]


def _is_format(ending: str) -> str:
    formats = " or ".join(f"-f {format_}" for format_ in ENDINGS[ending])
    return f"{ending} is {formats or 'never written'}"


def _ends_in(format_: str) -> str:
    endings = " or ".join(ending for ending, formats in ENDINGS.items() if format_ in formats)
    return f", and a file of -f {format_} ends in {endings}"


def sources_of(ctx: typer.Context) -> dict[str, Source | None]:
    assert isinstance(ctx.command, TyperCommand)
    return {key: source_of(ctx, option.name) for key, option in options_of(ctx.command).items()}


@contextmanager
def _source_named(ctx: typer.Context) -> Iterator[None]:
    """Adds to an option's error where it was set, if not on the command line."""
    try:
        yield
    except typer.BadParameter as error:
        assert isinstance(ctx.command, TyperCommand)
        sources = sources_of(ctx)
        named = set(error.message.replace(":", "").split())
        for key, option in options_of(ctx.command).items():
            if error.param is not option and named.isdisjoint(option.opts):
                continue
            if sources[key] is Source.ENVIRONMENT:
                error.message += f" ({environment_name(key)} in the environment)"
            elif sources[key] is Source.DEFAULT_MAP:
                error.message += f" ({key} in {ctx.meta[FILE].path})"
        raise
