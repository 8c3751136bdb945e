"""Log groups of the AWS API server: puts events, and reads back what an export wrote."""

import gzip
import json
import time

MINUTE = 60_000
BATCH = 10_000  # events that one PutLogEvents takes


def now():
    return int(time.time() * 1000)


class Logs:
    def __init__(self, server, endpoint=None):
        self.client = server.client("logs")

    def group(self, name, **streams):
        """A group with these streams: lists of (timestamp, message)."""
        self.client.create_log_group(logGroupName=name)
        for stream, events in streams.items():
            self.stream(name, stream, events)

    def stream(self, group, stream, events=()):
        self.client.create_log_stream(logGroupName=group, logStreamName=stream)
        self.put(group, stream, events)

    def put(self, group, stream, events):
        """In the order of their times, as the service wants them."""
        events = sorted(events, key=lambda event: event[0])
        for at in range(0, len(events), BATCH):
            batch = [{"timestamp": timestamp, "message": message} for timestamp, message in events[at:at + BATCH]]
            self.client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=batch)


def objects(folder):
    """The texts of a folder's files, in the order of what stands behind the first underscore of their names."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".weir" not in path.parts]
    texts = []
    for path in sorted(files, key=lambda path: path.name.partition("_")[2] or path.name):
        content = path.read_bytes()
        texts.append((gzip.decompress(content) if path.suffix == ".gz" else content).decode())
    return texts


def rows(folder):
    """Events that a `text` sink wrote as JSON lines."""
    return [json.loads(line) for text in objects(folder) for line in text.splitlines()]
