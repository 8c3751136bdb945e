"""A file's footer, field by field as parquet.thrift numbers them."""
import dataclasses

import compact

CODECS = {0: "none", 1: "snappy", 6: "zstd"}
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
OPTIONAL, REPEATED = 1, 2
LIST = 3


@dataclasses.dataclass
class Leaf:
    path: list
    most_definition: int = 0
    most_repetition: int = 0


@dataclasses.dataclass
class Chunk:
    leaf: Leaf
    encodings: list
    codec: str
    values: int
    raw_bytes: int
    bytes: int
    data_offset: int
    dictionary_offset: int | None
    nulls: int
    least: bytes | None
    greatest: bytes | None
    least_exact: bool | None
    greatest_exact: bool | None
    pages: dict  # (page type, encoding): how many

    def start(self):
        return self.data_offset if self.dictionary_offset is None else self.dictionary_offset


@dataclasses.dataclass
class RowGroup:
    rows: int
    chunks: list


@dataclasses.dataclass
class Footer:
    start: int  # in the file
    rows: int
    names: list
    leaves: list
    row_groups: list


def leaves_of(elements):
    """The leaves below the next of the elements, which are in the order of the schema."""
    element = next(elements)
    repetition = element[3]
    assert repetition in (OPTIONAL, REPEATED)
    below = [leaf for _ in range(element.get(5, 0)) for leaf in leaves_of(elements)] if 5 in element else [Leaf([])]
    if repetition == REPEATED:
        assert set(element) == {3, 4, 5} and element[4] == b"list" and element[5] == 1, "the second level of a list"
    elif 6 in element and element[6] == LIST:
        assert set(element) == {3, 4, 5, 6, 10} and element[10] == {3: {}} and element[5] == 1, "the first level of a list"
    elif 5 in element:
        assert set(element) == {3, 4, 5}, "a struct"
    return [Leaf([element[4].decode(), *leaf.path], leaf.most_definition + 1, leaf.most_repetition + (repetition == REPEATED))
            for leaf in below]


def chunk_of(fields, leaf):
    assert set(fields) == {2, 3} and fields[2] == 0, "a column chunk has its offset, 0, and its metadata"
    meta = fields[3]
    statistics = meta[12]
    assert set(statistics) <= {3, 5, 6, 7, 8}, "statistics are nulls, least, greatest, and whether they are exact"
    assert (5 in statistics) == (7 in statistics) and (6 in statistics) == (8 in statistics), "each bound says whether it is exact"
    assert [name.decode() for name in meta[3]] == leaf.path
    pages = {(each[1], each[2]): each[3] for each in meta[13]}
    assert len(pages) == len(meta[13]), "an encoding is counted twice"
    return Chunk(leaf, meta[2], CODECS[meta[4]], meta[5], meta[6], meta[7], meta[9], meta.get(11), statistics[3], statistics.get(6),
                 statistics.get(5), statistics.get(8), statistics.get(7), pages)


def read(data):
    assert data[:4] == data[-4:] == b"PAR1"
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    reader = compact.Reader(data, start)
    fields = reader.struct()
    assert reader.at == len(data) - 8, "the footer's length is not that of its structure"
    assert fields[1] == 1, "format version"
    elements = iter(fields[2])
    tops = [leaves_of(elements) for _ in range(next(elements)[5])]
    assert next(elements, None) is None, "elements that belong to no column"
    names, leaves = [each[0].path[0] for each in tops], [leaf for each in tops for leaf in each]
    assert fields[7] == [{1: {}}] * len(leaves), "each leaf is in its type's order"
    row_groups = []
    at = 4
    for group in fields[4]:
        assert len(group[1]) == len(leaves)
        chunks = [chunk_of(each, leaf) for each, leaf in zip(group[1], leaves)]
        assert group[5] == at, "a row group begins where the one before ends"
        for chunk in chunks:
            assert chunk.start() == at, "a chunk begins where the one before ends"
            assert chunk.values == group[3] or chunk.leaf.most_repetition and chunk.values > group[3], "a value or a null for each row"
            at += chunk.bytes
        assert group[6] == at - group[5] and group[2] == sum(chunk.raw_bytes for chunk in chunks), "sizes of a row group"
        row_groups.append(RowGroup(group[3], chunks))
    assert at == start, "there is nothing between the last row group and the footer"
    assert fields[3] == sum(group.rows for group in row_groups)
    return Footer(start, fields[3], names, leaves, row_groups)
