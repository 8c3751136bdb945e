"""A proxy before a server, which does to each request what a rule says and remembers what it did.

Heads and bodies pass as they are, Host included, so that signatures hold.  Each connection of a client has its own to the server, and both
are kept alive or closed together.
"""

import collections
import random
import select
import socket
import threading
import time
from urllib.parse import parse_qsl, unquote

from .exchange import Exchange, Upstream
from .faults import Pass
from .operations import operation_of
from .wire import Stream

# What in a query differs from run to run.
UNSTEADY = {"uploadId", "upload-id-marker", "continuation-token", "X-Amz-Signature", "X-Amz-Date"}


class Request:
    """What rules decide by, and an entry of the log.

    nth: of its operation; attempt: of this operation and target; both count from 1.  done: the fault, as text.  status: of the server's
    answer, None when there was none.  seconds: None while it lasts, which is a little longer than the client waits.
    """

    def __init__(self, number, head):
        self.number = number
        self.method, self.target, _ = head.first
        path, _, query = self.target.partition("?")
        self.path, self.query = unquote(path), dict(parse_qsl(query, keep_blank_values=True))
        self.headers = head.headers
        self.operation = operation_of(self.method, self.path, self.query, self.headers)
        self.nth = self.attempt = 0
        self.done, self.status, self.seconds = None, None, None

    def identity(self):
        return (self.operation, self.path, *sorted(item for item in self.query.items() if item[0] not in UNSTEADY))

    def __repr__(self):
        lasted = "…" if self.seconds is None else f"{self.seconds:.3f} s"
        return f"{self.number} {self.operation} {self.method} {self.target} attempt {self.attempt}: {self.done}, {self.status}, {lasted}"


class FaultProxy:
    def __init__(self, port):
        """port: of the server.  It may be stopped and started again meanwhile."""
        self.upstream_port = port
        self.lock = threading.Lock()
        self.rules, self.requests, self.connections = [], [], 0
        self.seen = collections.Counter()
        self.live = set()
        self.stopping = threading.Event()

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self):
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        with self.lock:
            for stream in self.live:
                stream.interrupt()

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def when(self, claim, fault, times=None):
        """Does `fault` to the requests of which `claim(request)` is true, to the first `times` of them.  The first rule that applies decides."""
        left = [times]

        def rule(request):
            if left[0] == 0 or not claim(request):
                return None
            left[0] = None if left[0] is None else left[0] - 1
            return fault
        with self.lock:
            self.rules.append(rule)

    def at_random(self, seed, share, faults, claim=lambda request: True):
        """Does one of `faults` to this share of the requests.  The same request fares the same with the same seed, in whatever order they come."""
        def rule(request):
            rng = random.Random(f"{seed} {request.identity()} {request.attempt}")
            return rng.choice(faults) if claim(request) and rng.random() < share else None
        with self.lock:
            self.rules.append(rule)

    def calm(self):
        """No rules any more."""
        with self.lock:
            self.rules = []

    def log(self, operation=None):
        """The requests so far in the order they came, all or those of one operation.  An entry is there before its answer is."""
        with self.lock:
            return [request for request in self.requests if operation in (None, request.operation)]

    def count(self, operation=None):
        return len(self.log(operation))

    def output(self):
        """For a failure."""
        return "\n".join(map(repr, self.log()[-100:]))

    def _accept(self):
        while not self.stopping.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                break
            threading.Thread(target=self._serve, args=[Stream(sock)], daemon=True).start()
        self.listener.close()

    def _serve(self, client):
        upstream = Upstream(self.upstream_port)
        with self.lock:
            self.connections += 1
            self.live.add(client)
        try:
            while not self.stopping.is_set() and self._exchange(client, upstream):
                pass
        except OSError:
            pass  # one side went away, and so does the other
        finally:
            with self.lock:
                self.live.discard(client)
            client.close()
            upstream.close()

    def _exchange(self, client, upstream):
        """One request and its answer; False when the connection ends with it."""
        waiting = [client] if upstream.stream is None else [client, upstream.stream]
        if not client.early and client not in select.select(waiting, [], [])[0]:
            return False  # the server closed a connection that it had kept alive
        head = client.head()
        if head is None:
            return False
        begun = time.monotonic()
        request, fault = self._admit(head)
        exchange = Exchange(self, client, upstream, head, request)
        try:
            fault(exchange)
        finally:
            request.seconds = time.monotonic() - begun
        return not exchange.ends

    def _admit(self, head):
        with self.lock:
            request = Request(len(self.requests) + 1, head)
            same = (request.operation, request.target)
            self.seen.update([request.operation, same])
            request.nth, request.attempt = self.seen[request.operation], self.seen[same]
            fault = next((fault for rule in self.rules if (fault := rule(request)) is not None), Pass())
            request.done = repr(fault)
            self.requests.append(request)
        return request, fault
