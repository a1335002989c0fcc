"""The world of the back-office tests, built once for the module's database and rolled back after each test."""

import pytest
from django.test import Client

from .world import World, build


@pytest.fixture
def world(db) -> World:
    return build()


@pytest.fixture
def as_user(world):
    """as_user("filler_a1") is a client logged in as that account."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
