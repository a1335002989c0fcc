"""Log-in as people do it: name, password and, where it is asked for, the code. The second factor is on here."""

import pytest


@pytest.fixture(autouse=True)
def _second_factor(settings, tmp_path):
    settings.SECOND_FACTOR = True
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = "https://zhibao.example.cn"


@pytest.fixture
def outbox(mailoutbox):
    """Mails sent so far."""
    return mailoutbox
