"""What a table should read as, as write_random_tables noted it, and values in the form in which they are compared.

That form is an Arrow array: booleans and integers as they are, doubles and timestamps as 64 bits with one NaN for all, text and bytes
as bytes, and lists and structs of these.

A kind is a name, or ["list", kind], or ["struct", [[name, kind], ...]].
"""
import dataclasses
import io
import json
import math

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

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


def is_nested(kind):
    return not isinstance(kind, str)


def compared(kind):
    """The Arrow type in which values of a kind are compared."""
    if not is_nested(kind):
        return COMPARED[kind]
    if kind[0] == "list":
        return pa.list_(compared(kind[1]))
    return pa.struct([(name, compared(below)) for name, below in kind[1]])


def make_list(elements, lengths):
    """`lengths` has None for a null, which has no elements."""
    ends = pc.cumulative_sum(pc.fill_null(lengths.cast(pa.int32()), 0))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, elements, mask=lengths.is_null() if lengths.null_count else None)


def make_struct(kind, fields, mask):
    return pa.StructArray.from_arrays(fields, fields=list(compared(kind)), mask=mask)


def one_nan(doubles):
    return pc.if_else(pc.is_nan(doubles), math.nan, doubles).view(pa.int64())


def from_json(kind, values):
    """A column of numbers, booleans and hex, and of arrays of those."""
    if is_nested(kind) and kind[0] == "list":
        elements = from_json(kind[1], [element for value in values if value is not None for element in value])
        return make_list(elements, pa.array([None if value is None else len(value) for value in values], pa.int32()))
    if is_nested(kind):
        fields = [from_json(below, [None if value is None else value[i] for value in values]) for i, (_, below) in enumerate(kind[1])]
        return make_struct(kind, fields, pa.array([value is None for value in values], pa.bool_()))
    if kind in ("text", "binary"):
        values = [None if v is None else bytes.fromhex(v) for v in values]
    array = pa.array(values, COMPARED[kind])
    return one_nan(array.view(pa.float64())) if kind == "double" else array


def from_arrow(kind, column):
    """A column of an Arrow table, as readers return it."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if is_nested(kind) and kind[0] == "list":
        return make_list(from_arrow(kind[1], array.flatten()), pc.list_value_length(array))
    if is_nested(kind):
        assert [field.name for field in array.type] == [name for name, _ in kind[1]], f"fields {array.type}"
        return make_struct(kind, [from_arrow(below, field) for (_, below), field in zip(kind[1], array.flatten())], array.is_null())
    if kind == "double":
        return one_nan(array)
    if kind == "timestamp":
        return array.view(pa.int64())
    return array.cast(COMPARED[kind])


def repaired(kind, array):
    """Values as they should be written: of text, Python, too, replaces each maximal part of what is not UTF-8."""
    if is_nested(kind) and kind[0] == "list":
        return make_list(repaired(kind[1], array.flatten()), pc.list_value_length(array))
    if is_nested(kind):
        return make_struct(kind, [repaired(below, field) for (_, below), field in zip(kind[1], array.flatten())], array.is_null())
    if kind != "text":
        return array
    return pa.array([None if v is None else v.decode("utf-8", errors="replace").encode() for v in array.to_pylist()], pa.binary())


def read(path):
    """The columns of a table."""
    with open(path) as lines:
        header = json.loads(next(lines))
        batches = [[from_json(kind, values) for (_, kind), values in zip(header, json.loads(line))] for line in lines]
    columns = []
    for (name, kind), *parts in zip(header, *batches):
        array = pa.concat_arrays(parts)
        columns.append(Column(name, kind, repaired(kind, array)))
    return columns


def without_null_groups(kind, array):
    """As ClickHouse has it, where lists and structs are never null: a null list is empty, a null struct has nulls in it."""
    if not is_nested(kind):
        return array
    if kind[0] == "list":
        return make_list(without_null_groups(kind[1], array.flatten()), pc.fill_null(pc.list_value_length(array), 0))
    return make_struct(kind, [without_null_groups(below, field) for (_, below), field in zip(kind[1], array.flatten())], None)


def leaves(column):
    """The leaf columns of a column, each with a row for each entry that its chunk should have: first the values, then as many nulls as
    there are entries without one.  How many that is, pyarrow's writer knows."""
    if not is_nested(column.kind):
        return [column]
    file = io.BytesIO()
    pq.write_table(pa.table({"c": column.values}), file, row_group_size=max(1, len(column.values)), use_dictionary=False, compression="none")
    group = pq.ParquetFile(file).metadata.row_group(0)
    found = []
    for i, (path, kind, values) in enumerate(flat(column.kind, column.values)):
        values = values.drop_null()
        chunk = group.column(i)
        nulls = chunk.num_values - len(values)
        assert chunk.statistics.null_count == nulls, "pyarrow counts nulls differently"
        found.append(Column(".".join([column.name, *path]), kind, pa.concat_arrays([values, pa.nulls(nulls, values.type)])))
    return found


def flat(kind, array, path=()):
    """The leaves of nested values: path, kind, and all that is there of them."""
    if not is_nested(kind):
        return [(path, kind, array)]
    if kind[0] == "list":
        return flat(kind[1], array.flatten(), (*path, "list", "element"))
    return [leaf for (name, below), field in zip(kind[1], array.flatten()) for leaf in flat(below, field, (*path, name))]


def compare(reader, column, found):
    """Asserts that what a reader found is what the column has."""
    if found.equals(column.values):
        return
    wanted, got = column.values.to_pylist(), found.to_pylist()
    if got == wanted:
        return
    assert len(got) == len(wanted), f"{reader}: {column.name} has {len(got)} rows, not {len(wanted)}"
    row = next(i for i, (a, b) in enumerate(zip(got, wanted)) if a != b)
    raise AssertionError(f"{reader}: {column.name} row {row}: {got[row]!r}, not {wanted[row]!r}")
