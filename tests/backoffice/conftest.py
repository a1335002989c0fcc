"""The world of the back-office tests: built once per module, copied for each test, rolled back after each."""

import copy

import pytest
from django.db import transaction
from django.test import Client

from .world import World, build


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built, db) -> World:
    return copy.deepcopy(_built)


@pytest.fixture
def as_user(world):
    """as_user("filler_a1") is a client logged in as that account."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, settings):
    """Uploads and files of one test in folders of its own."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "media"
