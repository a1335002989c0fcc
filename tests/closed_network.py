"""Keeps the tests off the network: whatever would leave this machine raises, also the asking for a name.

It watches this process. What tests start beside it (server, browser, PDF engine) has its own guards and tests.
"""

import ipaddress
import socket

import pytest


class NetworkIsClosed(AssertionError):
    """Raised where a test, or the code under test, reaches beyond loopback."""


def close_network(patch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    asked = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if name and not _is_number(name) and name != "localhost":
            raise NetworkIsClosed(f"asked for the address of {name}")
        return asked(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", getaddrinfo)


def _guarded(method):
    def guarded(self, *args):
        address = args[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise NetworkIsClosed(f"{method.__name__} to {address[0]}")
        return method(self, *args)

    return guarded


def _is_here(host: str) -> bool:
    return host in ("localhost", "") or (_is_number(host) and ipaddress.ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
