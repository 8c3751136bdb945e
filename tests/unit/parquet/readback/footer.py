"""A file's footer, field by field as parquet.thrift numbers them."""
import dataclasses

import compact

CODECS = {0: "none", 1: "snappy", 6: "zstd"}
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8


@dataclasses.dataclass
class Chunk:
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
    row_groups: list


def chunk_of(fields):
    assert set(fields) == {2, 3} and fields[2] == 0, "a column chunk has its offset, 0, and its metadata"
    meta = fields[3]
    statistics = meta[12]
    assert set(statistics) <= {3, 5, 6, 7, 8}, "statistics are nulls, least, greatest, and whether they are exact"
    assert (5 in statistics) == (7 in statistics) and (6 in statistics) == (8 in statistics), "each bound says whether it is exact"
    assert len(meta[3]) == 1
    pages = {(each[1], each[2]): each[3] for each in meta[13]}
    assert len(pages) == len(meta[13]), "an encoding is counted twice"
    return Chunk(meta[2], CODECS[meta[4]], meta[5], meta[6], meta[7], meta[9], meta.get(11), statistics[3], statistics.get(6),
                 statistics.get(5), statistics.get(8), statistics.get(7), pages)


def read(data):
    assert data[:4] == data[-4:] == b"PAR1"
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    reader = compact.Reader(data, start)
    fields = reader.struct()
    assert reader.at == len(data) - 8, "the footer's length is not that of its structure"
    assert fields[1] == 1, "format version"
    names = [element[4].decode() for element in fields[2][1:]]
    assert fields[2][0][5] == len(names)
    assert fields[7] == [{1: {}}] * len(names), "each column is in its type's order"
    row_groups = []
    at = 4
    for group in fields[4]:
        chunks = [chunk_of(each) for each in group[1]]
        assert [each[3][3] for each in group[1]] == [[name.encode()] for name in names]
        assert group[5] == at, "a row group begins where the one before ends"
        for chunk in chunks:
            assert chunk.start() == at, "a chunk begins where the one before ends"
            assert chunk.values == group[3], "a chunk has a value or a null for each row"
            at += chunk.bytes
        assert group[6] == at - group[5] and group[2] == sum(chunk.raw_bytes for chunk in chunks), "sizes of a row group"
        row_groups.append(RowGroup(group[3], chunks))
    assert at == start, "there is nothing between the last row group and the footer"
    assert fields[3] == sum(group.rows for group in row_groups)
    return Footer(start, fields[3], names, row_groups)
