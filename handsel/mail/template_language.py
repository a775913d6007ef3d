"""The language mail templates are written in: Liquid, cut down to what cannot harm (MAI-3, safety L1).

A template is untrusted input. It may print variables of its mail, ask `if`, walk one list with `for`, and use a
dozen filters that do not grow their input. There is no way to reach anything else, and no way to make it large.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin import content, illegal, output
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.filters import misc, string
from liquid.builtin.tags import comment_tag, for_tag, if_tag
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from handsel.kernel.refusal import Refusal

SOURCE_LIMIT = 20_000
"""Characters of one template."""
EXPRESSION_LIMIT = 300
"""Characters between one pair of braces."""
FILTERS_LIMIT = 4
"""Filters on one value."""
UNROLLED_LIMIT = 100_000
"""Characters of template that all loops of one rendering may run over, counted once per turn."""
OUTPUT_LIMIT = 200_000
"""Bytes of the result."""

# None of them takes anything from another variable, so a chain of them cannot multiply a text.
FILTERS = {
    "capitalize": string.capitalize,
    "default": misc.default,
    "downcase": string.downcase,
    "escape": string.escape,
    "lstrip": string.lstrip,
    "newline_to_br": string.newline_to_br,
    "rstrip": string.rstrip,
    "strip": string.strip,
    "truncate": string.truncate,
    "truncatewords": string.truncatewords,
    "upcase": string.upcase,
    "url_encode": string.url_encode,
}

TAGS = ("if", "elsif", "else", "endif", "for", "endfor", "comment", "endcomment")

LOOP_FACTS = {"first", "last", "index"}

_OPENING = re.compile(r"\{[{%]")
_TAG = re.compile(r"-?\s*(\w*)")


class TemplateRefused(Refusal):
    """A template is not one: it does not parse, asks for what its mail does not have, or would grow too large."""

    code = "template_refused"
    status = 422


@dataclass(frozen=True)
class Names:
    """What a template may name: single values by their path, lists by their path with the columns of a row."""

    values: frozenset[str] = frozenset()
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def inside(self, row: str, columns: Iterable[str]) -> "Names":
        """Return the names known in a loop that calls its row `row`; a second loop finds no list."""
        known = {f"{row}.{column}" for column in columns} | {f"forloop.{fact}" for fact in LOOP_FACTS}
        return Names(values=self.values | known)

    @property
    def roots(self) -> set[str]:
        """The first words of all paths, which no loop may take for its row."""
        return {path.partition(".")[0] for path in (*self.values, *self.lists)}


class _Context(RenderContext):
    """A rendering that counts how much template its loops run over, one after another and not only nested."""

    unrolled = 0

    def spend(self, characters: int) -> None:
        self.unrolled += characters
        if self.unrolled > UNROLLED_LIMIT:
            raise TemplateRefused("This template repeats too much; shorten what stands inside its loops.")


class _Template(BoundTemplate):
    context_class = _Context


class _For(for_tag.ForNode):
    """A loop that pays for its turns before it takes the first."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        _, turns = self.expression.evaluate(context)
        assert isinstance(context, _Context)
        context.spend(turns * len(str(self.block)))
        return super().render_to_output(context, buffer)


class _ForTag(for_tag.ForTag):
    node_class = _For


class _Environment(Environment):
    template_class = _Template
    block_nesting_limit = 5
    context_depth_limit = 10
    output_stream_limit = OUTPUT_LIMIT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 - the library's signature
        for tag in (content.Literal, output.Output, illegal.Illegal, if_tag.IfTag, _ForTag, comment_tag.CommentTag):
            self.add_tag(tag)
        self.filters = dict(FILTERS)


_HTML = _Environment(autoescape=True, undefined=StrictUndefined)
_TEXT = _Environment(autoescape=False, undefined=StrictUndefined)


@dataclass(frozen=True)
class Template:
    """A template that was checked and can be rendered any number of times."""

    _bound: BoundTemplate

    def render(self, values: Mapping[str, object]) -> str:
        """Return the text with `values`, plain nested dicts, filled in; values are never read as template.

        Raises TemplateRefused when the result grows beyond its limits.
        """
        try:
            return self._bound.render(values)
        except LiquidError as error:
            raise TemplateRefused(_sentence(error)) from error


def parse_template(source: str, names: Names, *, html: bool) -> Template:
    """Return `source`, checked; with `html` every value is escaped where it is printed.

    Raises TemplateRefused, with the line where there is one, when the source is too long, is not in the language,
    or names a variable, list or filter that its mail does not have.
    """
    if len(source) > SOURCE_LIMIT:
        raise TemplateRefused(f"A template has at most {SOURCE_LIMIT:,} characters; this one has {len(source):,}.")
    _check_braces(source)
    bound = _parsed(source, _HTML if html else _TEXT)
    _check_nodes(bound.nodes, names)
    return Template(bound)


def parse_layout(source: str) -> Template:
    """Return a layout of our own, which may name anything."""
    return Template(_parsed(source, _HTML))


def _parsed(source: str, environment: _Environment) -> BoundTemplate:
    try:
        return environment.from_string(source)
    except LiquidError as error:
        raise TemplateRefused(_sentence(error)) from error


def _check_braces(source: str) -> None:
    """Refuse what the library's own reading would take long over: 20,000 open braces cost it 16 seconds."""
    closed_at = 0
    for opening in _OPENING.finditer(source):
        line = source.count("\n", 0, opening.start()) + 1
        closing = source.find("}}" if opening[0] == "{{" else "%}", opening.end(), opening.end() + EXPRESSION_LIMIT)
        if closing < 0 or opening.start() < closed_at:
            raise TemplateRefused(f"Line {line}: close each brace, within {EXPRESSION_LIMIT} characters.")
        closed_at = closing
        tag = _TAG.match(source, opening.end(), closing)
        if opening[0] == "{%" and tag and tag[1] not in TAGS:
            raise TemplateRefused(f"Line {line}: there is no tag `{tag[1]}`; there are {', '.join(TAGS)}.")


def _check_nodes(nodes: Iterable[Node], names: Names) -> None:
    for node in nodes:
        match node:
            case for_tag.ForNode():
                _check_loop(node, names)
            case content.ContentNode() | comment_tag.CommentNode():
                pass
            case output.OutputNode() | if_tag.IfNode() | BlockNode() | ConditionalBlockNode():
                for expression in node.expressions():
                    _check_expression(expression, names)
                _check_nodes(_children(node), names)
            case _:
                raise TemplateRefused(f"`{node}` is not part of the template language.")


def _children(node: Node) -> list[Node]:
    # An `elsif` hands out its block alone, so its condition is checked as a node of its own.
    return list(node.children(_NO_CONTEXT, include_partials=False))


_NO_CONTEXT: Any = None  # the nodes we allow do not look at it


def _check_loop(loop: for_tag.ForNode, names: Names) -> None:
    expression = loop.expression
    path = _path(expression.iterable) if isinstance(expression.iterable, Path) else str(expression.iterable)
    if path not in names.lists:
        raise TemplateRefused(f"`{path}` is not a list that can be walked here.")
    if expression.identifier in names.roots or expression.identifier == "forloop":
        raise TemplateRefused(f"`{expression.identifier}` is taken; call the row something else.")
    if expression.limit or expression.offset or expression.cols:
        raise TemplateRefused("A loop walks its whole list; leave out limit, offset and cols.")
    _check_nodes([loop.block], names.inside(expression.identifier, names.lists[path]))
    _check_nodes([loop.default] if loop.default else [], names)


def _check_expression(expression: Expression, names: Names) -> None:
    match expression:
        case Path():
            if _path(expression) not in names.values:
                raise TemplateRefused(f"This mail has no variable `{expression}`.")
        case RangeLiteral() | LoopExpression():
            raise TemplateRefused(f"`{expression}` is not part of the template language.")
        case FilteredExpression():
            _check_filters([used.name for used in expression.filters or []])
    for child in expression.children():
        _check_expression(child, names)


def _check_filters(used: list[str]) -> None:
    if len(used) > FILTERS_LIMIT:
        raise TemplateRefused(f"A value takes at most {FILTERS_LIMIT} filters.")
    for name in used:
        if name not in FILTERS:
            raise TemplateRefused(f"There is no filter `{name}`; there are {', '.join(FILTERS)}.")


def _path(path: Path) -> str:
    return ".".join(segment if isinstance(segment, str) else "?" for segment in path.path)


def _sentence(error: LiquidError) -> str:
    where = error.context()
    line = f"Line {where[0]}: " if where else ""
    return f"{line}{error.message or 'this is no template'}."
