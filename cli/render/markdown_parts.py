"""The blocks of GitHub-flavoured Markdown. Every text goes through `escaped`, unless it is `Made` here."""

import re
from collections.abc import Iterable, Sequence

from .escaping import one_line

_ACTIVE = re.compile(
    r"[\\`*\[<>&|~$#]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore within a word is none
    r"|:(?=//)|(?<=www)\.",  # an address becomes a link on its own
    re.IGNORECASE,
)
_STARTS_A_LIST = re.compile(r"^(?:[-+]|\d+[.)](?=\s|$))")
_AT = re.compile("@+")


class Made(str):
    """Markdown that is finished, not to be escaped again."""

    __slots__ = ()


def escaped(text: str) -> Made:
    """The text as it is: on one line, and nothing in it makes a link, a mention, a table's cell or a tag."""
    plain = " ".join(one_line(text).split())
    plain = _ACTIVE.sub(r"\\\g<0>", plain)
    plain = _STARTS_A_LIST.sub(lambda start: f"{start[0][:-1]}\\{start[0][-1]}", plain)
    # A backslash does not keep GitHub from turning @name into a mention and a@b.c into a link; code does.
    return Made(_AT.sub(r"`\g<0>`", plain))


def code(text: str) -> Made:
    """The text as code: a path, a finding's code, a reading."""
    plain = " ".join(one_line(text).split())
    if not plain or "|" in plain:  # a table would cut the code in two
        return escaped(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", plain)), default=0))
    space = " " if "`" in (plain[0], plain[-1]) else ""
    return Made(f"{fence}{space}{plain}{space}{fence}")


def strong(text: str) -> Made:
    return Made(f"**{inline(text)}**")


def joined(separator: str, texts: Iterable[str]) -> Made:
    """The texts one after the other, each escaped unless it is made."""
    return Made(separator.join(inline(text) for text in texts))


def inline(text: str) -> Made:
    return text if isinstance(text, Made) else escaped(text)


def heading(level: int, text: str) -> Made:
    return Made(f"{'#' * level} {inline(text)}")


def bullets(texts: Iterable[str]) -> Made:
    return Made("\n".join(f"- {inline(text)}" for text in texts))


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str | None]]) -> Made:
    """A table; each column is a title and `left` or `right`. None is shown as `not known`."""
    lines: list[list[str]] = [[inline(title) for title, _ in columns]]
    lines.append(["---:" if side == "right" else "---" for _, side in columns])
    lines += [[inline("not known" if value is None else value) for value in row] for row in rows]
    return Made("\n".join(f"| {' | '.join(line)} |" for line in lines))
