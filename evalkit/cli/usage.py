"""Help and usage errors in Chinese: what typer says in English is said here."""

import importlib
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_errors = importlib.import_module(typer.BadParameter.__module__)
_EXPECTED = {
    "int_parsing": "整数",
    "int_parsing_size": "整数",
    "int_from_float": "整数",
    "float_parsing": "数字",
    "greater_than_equal": "不小于 {ge:g} 的{kind}",
    "value_error": "{error}",
}
"""What a value should have been, by the kind of fault that pydantic finds in it."""


def group(help: str, epilog: str | None = None) -> typer.Typer:
    """Return a group of commands that speaks Chinese."""
    return typer.Typer(
        cls=ChineseGroup,
        help=help,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        options_metavar="[选项]",
        subcommand_metavar="命令 [选项]...",
        callback=lambda: None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )


def add(to: typer.Typer, command: Callable[..., None], name: str | None = None) -> None:
    """Add a command to a group; its docstring is its help."""
    to.command(name, cls=ChineseCommand, options_metavar="[选项]")(command)


class _Chinese:
    """What commands and groups say alike."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        """Read options and arguments; what is wrong with them is told of this command."""
        try:
            return super().parse_args(ctx, args)
        except _errors.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: typer.Context, formatter: Any) -> None:
        """Write how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_help_option(self, ctx: typer.Context) -> Any:
        """Return the option that shows the help."""
        option = super().get_help_option(ctx)
        option.opts, option.help = ctx.help_option_names, "显示这段说明。"
        return option

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        """Print the help, as wide as the terminal."""
        from rich.console import Console

        console = Console(highlight=False)
        for part in (self.get_usage(ctx), self.help, *self._tables(ctx), self.epilog):
            if part:
                console.print(part, markup=False, overflow="fold")
                console.print()

    def _tables(self, ctx: typer.Context) -> list[Any]:
        """Return the arguments and options as a table, and the commands of a group as another."""
        options = [(_called(param), _explained(param, ctx)) for param in self.get_params(ctx)]
        commands = [(name, each.help.splitlines()[0]) for name, each in getattr(self, "commands", {}).items()]
        return [_table("选项：", options), *([_table("命令：", commands)] if commands else [])]


class ChineseCommand(_Chinese, TyperCommand):
    """A command; what it has no use for is refused here, not by typer."""

    allow_extra_args = True

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        """Read options and arguments, and refuse what is left over."""
        rest = super().parse_args(ctx, args)
        if rest:
            is_year = len(rest[0]) == 4 and rest[0].isdecimal() and "--year" in _options(ctx)
            raise _errors.UsageError(f"多余的内容：{' '.join(rest)}{_perhaps([f'--year {rest[0]}'] if is_year else [])}", ctx)
        return rest


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands; the outermost one tells what was wrong, and ends with the status that says so."""

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:
        """Return the command asked for; one that does not exist is refused with the name nearest to it."""
        if self.get_command(ctx, args[0]) is None:
            raise _errors.UsageError(f"没有命令 {args[0]}{_perhaps(get_close_matches(args[0], self.commands, cutoff=0.5))}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run a command line."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **extra)
        try:
            status = super().main(*args, standalone_mode=False, **extra)
        except _errors.UsageError as error:
            if not isinstance(error, _errors.NoArgsIsHelpError):
                print(usage_text(error), file=sys.stderr)
            sys.exit(error.exit_code)
        sys.exit(status)


def _table(title: str, rows: list[tuple[str, str]]) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="", show_header=False, box=None, pad_edge=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _called(param: Any) -> str:
    """Return how an option or an argument is written."""
    takes_none = param.param_type_name == "option" and param.is_flag
    value = "" if takes_none else param.metavar or "|".join(_choices(param)) or _value(param)
    return " ".join([", ".join(param.opts), value]).rstrip() if param.param_type_name == "option" else value


def _value(param: Any) -> str:
    kind = param.type_descriptor
    return "路径" if kind.is_path else "整数" if kind.annotation is int else "文字"


def _explained(param: Any, ctx: typer.Context) -> str:
    """Return what an option or an argument is for, with its default."""
    default = param.get_default(ctx, call=False) if param.show_default else None
    shown = "" if default in (None, False, ()) else f"默认 {getattr(default, 'value', default)}。"
    return f"{param.help}{'必填。' if param.required else shown}"


def usage_text(error: Any) -> str:
    """Return what was wrong with a command line, how the command is called, and how its help is shown."""
    context = error.ctx
    return "\n".join([_what(error), context.get_usage(), f"说明：{context.command_path} {context.help_option_names[0]}"])


def _what(error: Any) -> str:
    match error:
        case _errors.NoSuchOption(option_name=name):
            longer = [option for option in _options(error.ctx) if option.startswith(f"-{name}")]
            return f"没有选项 {name}{_perhaps([*(error.possibilities or []), *longer])}"
        case _errors.BadOptionUsage(option_name=name):
            takes_none = any(name in param.opts and param.is_flag for param in error.ctx.command.get_params(error.ctx))
            return f"{name} 后面不带内容" if takes_none else f"{name} 后面缺少内容"
        case _errors.MissingParameter(param=param):
            return f"缺少 {_name(param)}{_one_of(param)}"
        case _errors.BadParameter(param=param) if param is not None:
            return _bad_value(error)
    return {"Missing command.": "缺少命令"}.get(error.message, error.message)


def _bad_value(error: Any) -> str:
    """Return which value an option or argument cannot take, and which it can."""
    [refused] = error.__cause__.errors()
    choices = _choices(error.param)
    expected = _one_of(error.param) if choices else _expected(refused, error.param)
    near = _perhaps(get_close_matches(str(refused["input"]), choices, cutoff=0.3))
    return f"{_name(error.param)} 应为{expected}，现为“{refused['input']}”{near}"


def _expected(refused: Any, param: Any) -> str:
    """Return what a value should have been that is none of a list."""
    kind = "整数" if param.type_descriptor.annotation is int else "数"
    expected = _EXPECTED[refused["type"]].format(kind=kind, **refused.get("ctx", {}))
    return f" {expected}" if expected[0].isascii() else expected


def _options(context: typer.Context) -> list[str]:
    return [option for param in context.command.get_params(context) for option in param.opts]


def _name(param: Any) -> str:
    return max(param.opts, key=len) if param.param_type_name == "option" else param.display_name_raw


def _choices(param: Any) -> list[str]:
    return [str(choice.value) for choice in param.type_descriptor.choices or ()]


def _one_of(param: Any) -> str:
    return f" {'、'.join(_choices(param))} 之一" if _choices(param) else ""


def _perhaps(names: Iterable[str]) -> str:
    nearest = next(iter(names), None)
    return f"，是否为 {nearest}？" if nearest else ""
