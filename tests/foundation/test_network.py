"""The tests run on a closed network: loopback answers, everything else raises before a byte is sent."""

import socket
import urllib.request

import pytest

from tests.closed_network import NetworkIsClosed


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
@pytest.mark.parametrize(
    ("family", "host"),
    [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "example.org")],
)
def test_a_socket_does_not_leave_this_machine(family, host, kind):
    with socket.socket(family, kind) as out:
        for reach in (out.connect, out.connect_ex, lambda address: out.sendto(b"x", address)):
            with pytest.raises(NetworkIsClosed):
                reach((host, 80))


@pytest.mark.parametrize("host", ["example.org", b"example.org"])
def test_no_name_is_asked_for(host):
    with pytest.raises(NetworkIsClosed):
        socket.getaddrinfo(host, 80)


def test_no_library_gets_out_either():
    with pytest.raises(NetworkIsClosed):
        urllib.request.urlopen("http://example.org/", timeout=1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_answers(host):
    with socket.create_server(("127.0.0.1", 0)) as here:
        port = here.getsockname()[1]
        with socket.create_connection((host, port)) as reached:
            assert reached.getpeername()[1] == port
