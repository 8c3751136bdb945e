"""A server as a child process: started, waited for, and stopped in all circumstances, also when the tests themselves are killed."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

PATIENCE = 60  # seconds until it accepts; none takes a tenth of it
TAIL = 30  # lines of its output in a failure


class Missing(Exception):
    """A server that is not installed; the message names the make target that does it."""


class Process:
    """Runs in a session, and so a process group, of its own.

    The kernel kills it when the thread that started it ends: start it from one that lives as long as it, such as the main one.
    """

    def __init__(self, command, port, log, environment=None):
        self.port, self.log = port, Path(log)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as out:
            self.child = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, command)], env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=out, start_new_session=True)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self):
        return self.child.pid

    def _wait(self):
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            accepts = accepts_on(self.port)
            # Looked at after the port: another's server there says nothing about ours, which has then ended.
            if self.child.poll() is not None:
                raise RuntimeError(f"{self.child.args[3]} ended with {self.child.returncode} before it accepted on port {self.port}\n{self.output()}")
            if accepts:
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.child.args[3]} does not accept on port {self.port} after {PATIENCE} s\n{self.output()}")

    def output(self):
        """The end of what it said."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL:])

    def stop(self):
        for how, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, None)):
            if self.child.poll() is None:
                os.killpg(self.child.pid, how)
                try:
                    self.child.wait(seconds)
                except subprocess.TimeoutExpired:
                    pass


def accepts_on(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
