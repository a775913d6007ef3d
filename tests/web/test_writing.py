"""HTML that is written in Python is escaped as a template escapes it (safety P5)."""

import pytest
from django.template import Context, Template
from django.utils.html import format_html

from handsel.web.writing import Html, joined, written

EVIL = "<script>alert('\"&')</script>%(name)s{0}"


def test_what_people_typed_is_escaped_in_text_and_attribute():
    page = written('<a title="%(name)s">%(name)s</a>', name=EVIL)

    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#x27;&quot;&amp;&#x27;)&lt;/script&gt;%(name)s{0}") == 2


def test_html_stays_as_it_is_and_all_else_is_escaped():
    whole = joined([format_html("<b>{}</b>", "<"), written("<i>%(value)s</i>", value=1), "<", None])

    assert whole == "<b>&lt;</b><i>1</i>&lt;None"


@pytest.mark.parametrize("made", [written("<b>%(name)s</b>", name="<"), joined(["<"])])
def test_templates_take_it_as_html(made):
    assert isinstance(made, Html)
    assert Template("{{ made }}").render(Context({"made": made})) == made


def test_what_is_cut_off_or_put_together_otherwise_is_text_again():
    half = written("<b>%(name)s</b>", name="x")[:3] + "<i>"

    assert Template("{{ half }}").render(Context({"half": half})) == "&lt;b&gt;&lt;i&gt;"
