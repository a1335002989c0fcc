"""Rows and files of the public site's tests."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client


class ClosingClient(Client):
    """Closes the files of its answers at the end, as a server does."""

    def __init__(self, **defaults):
        super().__init__(**defaults)
        self.answers = []

    def request(self, **request):
        answer = super().request(**request)
        self.answers.append(answer)
        return answer


@pytest.fixture(autouse=True)
def _own_media(media):
    """Sealed files of a test lie in a folder of its own."""


@pytest.fixture
def client(db):
    client = ClosingClient()
    yield client
    request_finished.disconnect(close_old_connections)  # the test's own connection stays open
    for answer in client.answers:
        answer.close()
    request_finished.connect(close_old_connections)
