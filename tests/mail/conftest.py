"""What the tests of mail share."""

import pytest


@pytest.fixture
def with_server(settings):
    """Mail made from now on waits to be sent."""
    settings.HANDSEL_SMTP_URL = "smtp://127.0.0.1:2525"
