"""Other people's servers are asked, and never our own or those beside it (safety P7)."""

import pytest

from handsel.kernel.outgoing import Unreachable, fetch
from handsel.kernel.sealing import CannotUnseal, seal, unseal


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://0.0.0.0/",
        "file:///etc/passwd",
        "https://u:p@x.example/",
        "https://x.example\r\n/",
        "https://x.example:no/",
        "nonsense",
    ],
)
def test_nothing_on_this_machine_or_in_its_network_is_asked(settings, address):
    settings.HANDSEL_OUTGOING_LOCAL = False
    with pytest.raises(Unreachable):
        fetch(address)


def test_what_is_sealed_is_read_with_its_key_and_for_its_purpose_only(settings):
    sealed = seal("secret", purpose="one")
    assert "secret" not in sealed
    assert unseal(sealed, purpose="one") == "secret"
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="another")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    assert unseal(sealed, purpose="one") == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="one")
