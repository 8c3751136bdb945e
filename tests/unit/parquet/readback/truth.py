"""What a table should read as, as write_random_tables noted it, and values in the form in which they are compared.

That form is an Arrow array: booleans and integers as they are, doubles and timestamps as 64 bits with one NaN for all, text and bytes
as bytes.
"""
import dataclasses
import json
import math

import pyarrow as pa
import pyarrow.compute as pc

COMPARED = {"bool": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(), "double": pa.int64(), "timestamp": pa.int64(),
            "text": pa.binary(), "binary": pa.binary()}


@dataclasses.dataclass
class Column:
    name: str
    kind: str
    values: pa.Array

    def slice(self, first, rows):
        return Column(self.name, self.kind, self.values.slice(first, rows))

    def doubles(self):
        return self.values.view(pa.float64())


def one_nan(doubles):
    return pc.if_else(pc.is_nan(doubles), math.nan, doubles).view(pa.int64())


def from_json(kind, values):
    """A column of numbers, booleans and hex."""
    if kind in ("text", "binary"):
        values = [None if v is None else bytes.fromhex(v) for v in values]
    array = pa.array(values, COMPARED[kind])
    return one_nan(array.view(pa.float64())) if kind == "double" else array


def from_arrow(kind, column):
    """A column of an Arrow table, as readers return it."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if kind == "double":
        return one_nan(array)
    if kind == "timestamp":
        return array.view(pa.int64())
    return array.cast(COMPARED[kind])


def repaired(array):
    """Text as it should be written: Python, too, replaces each maximal part of what is not UTF-8."""
    return pa.array([None if v is None else v.decode("utf-8", errors="replace").encode() for v in array.to_pylist()], pa.binary())


def read(path):
    """The columns of a table."""
    with open(path) as lines:
        header = json.loads(next(lines))
        batches = [[from_json(kind, values) for (_, kind), values in zip(header, json.loads(line))] for line in lines]
    columns = []
    for (name, kind), *parts in zip(header, *batches):
        array = pa.concat_arrays(parts)
        columns.append(Column(name, kind, repaired(array) if kind == "text" else array))
    return columns


def compare(reader, column, found):
    """Asserts that what a reader found is what the column has."""
    if found.equals(column.values):
        return
    wanted, got = column.values.to_pylist(), found.to_pylist()
    assert len(got) == len(wanted), f"{reader}: {column.name} has {len(got)} rows, not {len(wanted)}"
    row = next(i for i, (a, b) in enumerate(zip(got, wanted)) if a != b)
    raise AssertionError(f"{reader}: {column.name} row {row}: {got[row]!r}, not {wanted[row]!r}")
