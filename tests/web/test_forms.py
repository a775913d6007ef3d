"""What is wrong stands beside its field (ACC-2)."""

import pytest
from django import forms

from handsel.kernel.refusal import Invalid, Refusal
from handsel.web.forms import HouseForm


class Sample(HouseForm):
    widths = {"email": "half"}
    email = forms.EmailField(label="E-mail", help_text="For orders.")
    agreed = forms.BooleanField(label="Agreed", required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)


@pytest.mark.covers("ACC-2")
def test_an_error_is_named_beside_its_field_and_read_out_with_it():
    html = str(Sample({"email": "ingrid@fjord"}))

    assert 'class="is-half"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error">Enter a valid email address.</div>' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html


def test_a_refusal_goes_to_the_fields_it_names():
    form = Sample({"email": "ingrid@fjord.no"})
    assert form.is_valid()

    form.refuse(Invalid(fields={"email": "This address is taken."}))

    assert form.errors == {"email": ["This address is taken."]}


def test_what_names_no_field_of_the_form_stands_above_it():
    form = Sample({"email": "ingrid@fjord.no"})
    assert form.is_valid()

    form.refuse(Invalid(fields={"currency": "Choose a currency."}))
    form.refuse(Refusal("Too late."))

    assert form.non_field_errors() == ["Choose a currency.", "Too late."]
