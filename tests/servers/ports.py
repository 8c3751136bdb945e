"""Loopback ports that nobody listens on."""

import socket


def free_port():
    """The kernel's choice.  It could be taken before it is used: a server that can't listen ends, and its start fails with what it said."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
