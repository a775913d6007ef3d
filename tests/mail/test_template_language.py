"""The template language refuses everything that could reach out, grow or stall, and says why."""

import time

import pytest
from liquid.ast import IllegalNode
from liquid.token import Token

from handsel.mail import template_language
from handsel.mail.template_language import (
    EXPRESSION_LIMIT,
    FILTERS,
    SOURCE_LIMIT,
    Names,
    TemplateRefused,
    parse_template,
)

NAMES = Names(values=frozenset({"order.number", "buyer.name"}), lists={"order.lines": frozenset({"name", "amount"})})
VALUES = {
    "order": {"number": "H7K2", "lines": [{"name": "Hosting", "amount": "€5.00"}] * 50},
    "buyer": {"name": "Bakery"},
}


def rendered(source: str, *, html: bool = True, **values: object) -> str:
    return parse_template(source, NAMES, html=html).render({**VALUES, **values})


def refusal(source: str) -> str:
    with pytest.raises(TemplateRefused) as refused:
        rendered(source)
    return str(refused.value)


def test_a_template_prints_asks_walks_a_list_and_filters():
    source = (
        "{% if buyer.name == 'Bakery' and order.number %}{{ buyer.name | upcase }}{% else %}nobody{% endif %}: "
        "{% for line in order.lines %}{% if forloop.first %}{{ line.name }} {{ line.amount }}{% endif %}{% endfor %}"
        "{% comment %} for whoever edits this {% endcomment %}"
    )

    assert rendered(source) == "BAKERY: Hosting €5.00"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("{{ order.numbr }}", "order.numbr"),
        ("{{ order }}", "order"),
        ("{{ order.lines }}", "order.lines"),
        ("{{ now }}", "now"),
        ("{{ order[buyer.name] }}", "order[buyer.name]"),
        ("{{ order.number[0] }}", "order.number[0]"),
        ("{{ buyer.name | truncate: order.size }}", "order.size"),
        ("{% if order.secret %}1{% endif %}", "order.secret"),
        ("{% if buyer.name %}1{% elsif order.secret %}2{% endif %}", "order.secret"),
        ("{% for line in order.lines %}{{ line.cost }}{% endfor %}", "line.cost"),
        ("{% for line in order.lines %}{% endfor %}{{ line.name }}", "line.name"),
        ("{% for line in order.parts %}x{% endfor %}", "order.parts"),
    ],
)
def test_an_unknown_variable_is_named_when_the_template_is_saved(source, named):
    assert f"`{named}`" in refusal(source)


@pytest.mark.parametrize(
    "tag", ["assign x = 1", "capture x", "include 'a'", "render 'a'", "cycle 'a'", "raw", "liquid echo 1", "tablerow x"]
)
def test_tags_that_could_remember_include_or_grow_do_not_exist(tag):
    assert f"there is no tag `{tag.split()[0]}`" in refusal(f"{{% {tag} %}}")


@pytest.mark.parametrize(
    "name", ["replace: 'a', 'aa'", "append: 'a'", "prepend: 'a'", "join: 'a'", "times: 9", "split: ''"]
)
def test_filters_that_could_multiply_a_text_do_not_exist(name):
    assert "There is no filter" in refusal(f"{{{{ buyer.name | {name} }}}}")


def test_nine_replace_filters_are_refused_instead_of_filling_the_memory():
    bomb = "{{ buyer.name" + " | replace: '', 'xxxxxxxxxx'" * 9 + " }}"

    assert "filter" in refusal(bomb)


def test_a_value_takes_few_filters():
    assert "at most 4 filters" in refusal("{{ buyer.name" + "|upcase" * 5 + " }}")


def test_ranges_do_not_exist():
    assert "not a list" in refusal("{% for n in (1..999999999) %}x{% endfor %}")
    assert "not part" in refusal("{{ (1..5) }}")


def test_a_loop_in_a_loop_finds_no_list():
    nested = "{% for a in order.lines %}{% for b in order.lines %}x{% endfor %}{% endfor %}"

    assert "cannot be walked" in refusal(nested) or "not a list" in refusal(nested)


def test_a_loop_walks_its_whole_list_under_a_name_that_is_free():
    assert "limit" in refusal("{% for line in order.lines limit: 2 %}x{% endfor %}")
    assert "taken" in refusal("{% for order in order.lines %}x{% endfor %}")


def test_many_loops_one_after_another_are_a_bomb_too():
    assert "repeats too much" in refusal("{% for line in order.lines %}{% if line.name %}{% endif %}{% endfor %}" * 90)


def test_a_result_has_a_largest_size():
    lines = [{"name": "x" * 1_000, "amount": ""}] * 50

    with pytest.raises(TemplateRefused, match="limit"):
        rendered("{% for l in order.lines %}" + "{{ l.name }}" * 5 + "{% endfor %}", order={"lines": lines})


@pytest.mark.parametrize(
    "source",
    [
        "{" * 20_000,
        "{{" * 9_000,
        "{%" * 9_000,
        "{{ '" * 5_000,
        "{{ a }" * 3_000,
        "{% if " * 3_000,
        "{{{ order.number }}}",
    ],
)
def test_open_braces_are_refused_at_once_however_many(source):
    began = time.monotonic()

    assert "brace" in refusal(source) or "unexpected" in refusal(source)
    assert time.monotonic() - began < 1


def test_sources_and_expressions_have_a_largest_size():
    assert "characters" in refusal("x" * (SOURCE_LIMIT + 1))
    assert "characters" in refusal("{{ buyer.name" + " " * EXPRESSION_LIMIT + "}}")


def test_blocks_cannot_be_nested_without_end():
    deep = "{% if buyer.name %}" * 9 + "{% endif %}" * 9

    assert "nesting" in refusal(deep)


def test_values_are_escaped_and_never_read_as_template():
    mean = {"buyer": {"name": "<script>alert(1)</script>{{ order.number }}{% for x in y %}"}}

    assert rendered("{{ buyer.name }}", **mean) == (
        "&lt;script&gt;alert(1)&lt;/script&gt;{{ order.number }}{% for x in y %}"
    )
    assert rendered("{{ buyer.name }}", html=False, **mean) == mean["buyer"]["name"]


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_no_filter_takes_the_escaping_away(name):
    mean = {"buyer": {"name": "<b>"}}
    argument = {"default": ": '-'", "truncate": ": 40", "truncatewords": ": 9"}.get(name, "")

    assert "<b>" not in rendered(f"{{{{ buyer.name | {name}{argument} }}}}", **mean).lower()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("one\n{% if buyer.name %}", "endif"),
        ("one\n{{ buyer.name | upcase: 1 }}", "Line 2"),
        ("one\n\n{% unless buyer.name %}{% endunless %}", "Line 3"),
        ("{{ }}", "expected"),
    ],
)
def test_a_mistake_is_told_with_its_line(source, said):
    assert said in refusal(source)


def test_a_node_that_nobody_thought_of_is_refused():
    unknown = IllegalNode(Token(kind="TAG", value="new", start_index=0, source=""))

    with pytest.raises(TemplateRefused, match="not part"):
        template_language._check_nodes([unknown], NAMES)
