"""What the tests of the school's screens share: a client per person, and a look at a page."""

import re

from django.test import Client

from institutions.models import User
from reports.models import Version


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: User, version: Version, screen: str = "") -> str:
    """The words and tags of a screen of a version, which must be there."""
    answer = client_of(user).get(f"/desk/versions/{version.pk}/{screen}")
    assert answer.status_code == 200
    return answer.content.decode()


def seen(version: Version) -> dict[str, str]:
    return {"seen_state": version.state, "seen_fingerprint": version.fingerprint}


def words(html: str) -> str:
    """The text of a page, with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
