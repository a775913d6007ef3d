"""The text part says what the HTML says."""

from handsel.mail.plain_text import as_plain_text


def test_paragraphs_rows_lists_and_links_become_lines():
    html = """
    <h1>Thank  you</h1><p>Order <b>7</b> &amp; more.<br>Soon.</p>
    <table><tr><th>Date</th><td>today</td></tr><tr><td>2 × Bread</td><td>€ 4</td></tr></table>
    <ul><li>one</li><li>two</li></ul>
    <table><tr><td><a href="https://k.example/7/">See it</a></td></tr></table>
    <p>Or at <a href="https://k.example/">k.example</a>, or <a href="https://k.example/help/">ask</a>.</p>
    """

    assert as_plain_text(html) == (
        "Thank you\n\nOrder 7 & more.\nSoon.\n\nDate: today\n2 × Bread   € 4\n\n- one\n- two\n\n"
        "See it:\nhttps://k.example/7/\n\nOr at k.example, or ask (https://k.example/help/).\n"
    )


def test_long_lines_are_wrapped_and_addresses_are_not():
    address = "https://k.example/" + "a" * 100

    lines = as_plain_text(f"<p>{'word ' * 40}</p><p><a href='{address}'>{address}</a></p>").splitlines()

    assert max(len(line) for line in lines if "word" in line) <= 76
    assert address in lines
