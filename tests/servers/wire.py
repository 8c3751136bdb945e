"""HTTP/1.1 as it is on a socket: heads to look at, bodies to pass on byte for byte."""

import socket
import struct

BLOCK = 256 << 10
CHUNKED, UNTIL_CLOSE = "chunked", "until close"


class Gone(OSError):
    """The other side went away in the middle of a message."""


class Head:
    """A request's or an answer's first lines.  `raw` is what came, `headers` have lower-case names."""

    def __init__(self, raw):
        self.raw = raw
        first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
        self.first = (first.split(" ", 2) + ["", ""])[:3]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def status(self):
        return int(self.first[1])

    @property
    def closes(self):
        return self.headers.get("connection", "").lower() == "close" or "HTTP/1.0" in (self.first[0], self.first[2])

    def request_length(self):
        return CHUNKED if self._chunked() else int(self.headers.get("content-length", 0))

    def answer_length(self, method):
        if method == "HEAD" or self.status in (204, 304):
            return 0
        if self._chunked():
            return CHUNKED
        return int(self.headers["content-length"]) if "content-length" in self.headers else UNTIL_CLOSE

    def _chunked(self):
        return self.headers.get("transfer-encoding", "").lower() == "chunked"


class Stream:
    """A connected socket and what was read of it too early."""

    def __init__(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self.early = b""
        self.block = memoryview(bytearray(BLOCK))

    def fileno(self):
        return self.sock.fileno()

    def send(self, data):
        self.sock.sendall(data)

    def head(self):
        """None when the other side closed instead of beginning one."""
        while (end := self.early.find(b"\r\n\r\n")) < 0:
            came = self.sock.recv(64 << 10)
            if not came and not self.early:
                return None
            if not came:
                raise Gone("closed within a head")
            self.early += came
        raw, self.early = self.early[:end + 4], self.early[end + 4:]
        return Head(raw)

    def body(self, length):
        """The bytes of a body, framing of chunks included, block by block.  A block is valid until the next one is asked for."""
        if length == CHUNKED:
            yield from self._chunks()
        elif length == UNTIL_CLOSE:
            while block := self._some(BLOCK):
                yield block
        else:
            yield from self._exactly(length)

    def _exactly(self, count):
        while count > 0:
            block = self._some(count)
            if not block:
                raise Gone("closed within a body")
            count -= len(block)
            yield block

    def _chunks(self):
        while True:
            size = self._line()
            yield size
            if int(size.split(b";")[0], 16) == 0:
                break
            yield from self._exactly(int(size.split(b";")[0], 16) + 2)
        while (trailer := self._line()) != b"\r\n":
            yield trailer
        yield trailer

    def _line(self):
        while (end := self.early.find(b"\r\n")) < 0:
            came = self.sock.recv(64 << 10)
            if not came:
                raise Gone("closed within a body")
            self.early += came
        line, self.early = self.early[:end + 2], self.early[end + 2:]
        return line

    def _some(self, most):
        if self.early:
            block, self.early = self.early[:most], self.early[most:]
            return block
        return self.block[:self.sock.recv_into(self.block, min(most, BLOCK))]

    def interrupt(self):
        """Wakes whoever waits on it.  From any thread."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is closed

    def close(self):
        self.sock.close()

    def reset(self):
        """The other side gets ECONNRESET instead of an end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
