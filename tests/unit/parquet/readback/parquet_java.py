"""parquet-java, which reads in ReadBack.java, a process of its own that runs ahead."""
import json
import os
import shutil
import subprocess
import sys
import threading

import truth

TYPES = {"bool": "BOOLEAN null", "int32": "INT32 null", "int64": "INT64 null", "double": "DOUBLE null",
         "timestamp": "INT64 TIMESTAMP(MICROS,true)", "text": "BINARY STRING", "binary": "BINARY null"}


class ParquetJava:
    def __init__(self, folder, names):
        """`folder` has lib/ and classes/, as `make test-parquet` makes it; `names` are the files, in the order of check()."""
        if shutil.which("java") is None or not os.path.isdir(os.path.join(folder, "classes")):
            sys.exit(f"readback: no java, or no parquet-java in {folder}; "
                     "run `sudo apt-get install openjdk-17-jdk-headless maven`, then `make test-parquet`")
        self.process = subprocess.Popen(
            ["java", "-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", f"{folder}/classes:{folder}/lib/*", "ReadBack"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        threading.Thread(target=self.feed, args=(list(names),), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()

    def feed(self, names):
        try:
            self.process.stdin.write("".join(name + "\n" for name in names))
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it died, and next_line says so

    def next_line(self):
        line = self.process.stdout.readline()
        assert line, f"parquet-java: ended with {self.process.wait()}; its message is above"
        return json.loads(line)

    def check(self, name, columns, footer):
        """The values and statistics of the next file."""
        file = self.next_line()
        self.version = file["version"]
        wanted = [[[column.name, *path], TYPES[kind]] for column in columns
                  for path, kind, _ in truth.flat(column.kind, column.values.slice(0, 0))]
        assert file["columns"] == wanted, f"{name}: parquet-java: {file['columns']}"
        assert file["rows"] == [group.rows for group in footer.row_groups], f"{name}: parquet-java: {file['rows']}"
        first = 0
        for group in footer.row_groups:
            chunks = iter(group.chunks)
            for column in columns:
                found = self.next_line()
                part = column.slice(first, group.rows)
                where = f"{name}: parquet-java: row group at row {first}: {column.name}"
                truth.compare(where, part, truth.from_json(column.kind, found["values"]))
                for leaf in found["leaves"]:
                    chunk = next(chunks)
                    assert leaf["nulls"] == chunk.nulls, f"{where}: {leaf['nulls']} nulls"
                    # With one bound it goes without both.
                    bounds = None not in (chunk.least, chunk.greatest)
                    assert [leaf["least"], leaf["greatest"]] == ([chunk.least.hex(), chunk.greatest.hex()] if bounds else [None, None]), where
            assert next(chunks, None) is None
            first += group.rows

    def finish(self):
        assert not self.process.stdout.readline(), "parquet-java: read more than it was asked to"
        assert self.process.wait() == 0, "parquet-java: failed"
