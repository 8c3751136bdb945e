"""One request through the proxy, and the steps that faults are made of."""

import select
import socket
import time

from .wire import CHUNKED, UNTIL_CLOSE, Gone, Stream


class Upstream:
    """The connection to the server that belongs to one client's connection: opened for the first request that needs it."""

    def __init__(self, port):
        self.port = port
        self.stream = None

    def connected(self):
        if self.stream is None:
            self.stream = Stream(socket.create_connection(("127.0.0.1", self.port), 30))
            self.stream.sock.settimeout(None)
        return self.stream

    def close(self):
        if self.stream is not None:
            self.stream.close()


class Exchange:
    def __init__(self, proxy, client, upstream, head, request):
        self.proxy, self.client, self.upstream, self.head, self.request = proxy, client, upstream, head, request
        self.length = head.request_length()
        self.answer = None  # its head, once the server answered
        self.ends = head.closes  # the connection, with this exchange

    def wait(self, seconds):
        """Or until the proxy stops."""
        self.proxy.stopping.wait(seconds)

    def forward_request(self):
        server = self.upstream.connected()
        server.send(self.head.raw)
        if self._server_refused_early(server):
            return
        for block in self.client.body(self.length):
            try:
                server.send(block)
            except OSError:  # it answered and closed without reading on
                self.ends = True
                return

    def forward_half_of_request(self):
        """Then the server finds its connection closed."""
        server = self.upstream.connected()
        server.send(self.head.raw)
        if not self._server_refused_early(server):
            send_half(server, self.client.body(self.length), self.length)
        self.upstream.close()

    def _server_refused_early(self, server):
        """True when the client asked whether to send its body, and was told an answer instead."""
        if self.head.headers.get("expect", "").lower() != "100-continue" or self.client.early:
            return False
        ready, _, _ = select.select([server, self.client], [], [])
        if server not in ready:
            return False  # the client did not wait
        self._read_answer()
        self.ends = self.answer is not None
        return self.ends

    def _read_answer(self):
        """Its head.  One that only says to go on is passed on at once."""
        head = self.upstream.connected().head()
        if head is None:
            raise Gone("the server closed instead of answering")
        if head.status == 100:
            self.client.send(head.raw)
            return
        self.answer, self.request.status = head, head.status

    def _answer_body(self):
        while self.answer is None:
            self._read_answer()
        length = self.answer.answer_length(self.request.method)
        self.ends = self.ends or self.answer.closes or length == UNTIL_CLOSE
        return self.upstream.stream.body(length), length

    def return_answer(self):
        body, _ = self._answer_body()
        self.client.send(self.answer.raw)
        for block in body:
            self.client.send(block)

    def return_answer_with_pause(self, pause):
        """`pause` is called when all but the last block was sent."""
        body, _ = self._answer_body()
        self.client.send(self.answer.raw)
        last = b""
        for block in body:
            self.client.send(last)
            last = bytes(block)
        pause()
        self.client.send(last)

    def return_half_of_answer(self):
        body, length = self._answer_body()
        if length == 0:
            self.client.send(self.answer.raw[:len(self.answer.raw) // 2])
        else:
            self.client.send(self.answer.raw)
            send_half(self.client, body, length)
        self.end()

    def swallow_answer(self):
        body, _ = self._answer_body()
        for _ in body:
            pass

    def refuse(self, status, headers, body):
        """An answer that the server knows nothing of."""
        asks = self.head.headers.get("expect", "").lower() == "100-continue"
        if not asks:
            for _ in self.client.body(self.length):
                pass
        lines = {"Content-Length": str(len(body)), **headers} | ({"Connection": "close"} if asks else {})
        head = f"HTTP/1.1 {status} {'OK' if status == 200 else 'Refused'}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        self.client.send(head.encode("latin-1") + (b"" if self.request.method == "HEAD" else body))
        if asks:
            self.end()

    def end(self):
        """In order: what was sent arrives, even if the client still sends."""
        self.ends = True
        self.client.sock.shutdown(socket.SHUT_WR)
        self.client.sock.settimeout(2)
        give_up = time.monotonic() + 2
        try:
            while time.monotonic() < give_up and self.client.sock.recv(64 << 10):
                pass
        except OSError:
            pass  # it reset or it waits: either way it has had its time

    def reset(self):
        self.ends = True
        self.client.reset()


def send_half(to, body, length):
    if length in (CHUNKED, UNTIL_CLOSE):
        whole = b"".join(bytes(block) for block in body)
        to.send(whole[:len(whole) // 2])
        return
    left = length // 2
    for block in body if left else ():
        to.send(block[:left])
        left -= len(block)
        if left <= 0:
            return
