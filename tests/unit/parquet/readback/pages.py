"""The pages of a column chunk, from their bytes: headers, checksums, sizes, levels, and the runs that indices are in."""
import collections
import zlib

import pyarrow as pa

import compact
from footer import PLAIN, RLE, RLE_DICTIONARY

DATA, DICTIONARY = 0, 2
MOST_ROWS = 20480
MOST_STEP = 2048


def runs(data, width, count):
    """The runs of the RLE/bit-packed hybrid: ("run", value, values) or ("packed", bytes, values)."""
    reader = compact.Reader(data)
    found = []
    while count > 0:
        header = reader.varint()
        values = (header >> 1) * (8 if header & 1 else 1)
        size = (header >> 1) * width if header & 1 else (width + 7) // 8
        body = bytes(data[reader.at:reader.at + size])
        assert values > 0 and len(body) == size, "a run is cut short"
        reader.at += size
        found.append(("packed", body, min(values, count)) if header & 1 else ("run", int.from_bytes(body, "little"), values))
        assert header & 1 or values <= count, "a run goes past the page's end"
        count -= values
    return found, reader.at


def count_ones(levels):
    """How many of a page's levels are 1: how many values it has."""
    ones = 0
    for kind, body, values in levels:
        ones += body * values if kind == "run" else (int.from_bytes(body, "little") & ((1 << values) - 1)).bit_count()
    return ones


def expanded(found, width):
    """The values that runs stand for."""
    values = []
    for kind, body, count in found:
        if kind == "run":
            values += [body] * count
        else:
            bits = int.from_bytes(body, "little")
            values += [bits >> i * width & (1 << width) - 1 for i in range(count)]
    return values


def decompressed(codec, body, size):
    return body if codec == "none" else pa.decompress(body, decompressed_size=size, codec=codec, asbytes=True)


def check_levels(raw, values, reached):
    length = int.from_bytes(raw[:4], "little")
    levels, size = runs(raw[4:4 + length], 1, values)
    assert size == length, "levels have another length than they say"
    ones = count_ones(levels)
    if len(levels) == 1 and levels[0][0] == "run":
        reached.add(f"levels: one run of {levels[0][1]}")
    else:
        for kind, body, count in levels:
            reached.add(f"levels: run of {body}" if kind == "run" else "levels: packed")
            if count % 8:
                reached.add("levels: part of a byte")
    return ones, raw[4 + length:]


def check_nested_levels(raw, values, leaf, reached):
    """Levels of a leaf below lists and structs: how many values the page has, how many rows, and what follows the levels."""
    levels = []
    for what, most in (("repetition", leaf.most_repetition), ("definition", leaf.most_definition)):
        if most == 0:
            levels.append([0] * values)
            continue
        length = int.from_bytes(raw[:4], "little")
        found, size = runs(raw[4:4 + length], most.bit_length(), values)
        assert size == length, f"{what} levels have another length than they say"
        levels.append(expanded(found, most.bit_length()))
        assert len(levels[-1]) == values and max(levels[-1]) <= most, f"{what} levels"
        reached |= {f"{what}: {kind}" for kind, _, _ in found} | {f"{what}: {most.bit_length()} bits"}
        raw = raw[4 + length:]
    repetition, definition = levels
    assert repetition[0] == 0, "a page begins inside of a row"
    begins = [i for i, level in enumerate(repetition) if level == 0]
    # All that came before the last row, or step of rows, had room.
    assert begins[-1] < MOST_ROWS + MOST_STEP, "the page has rows beyond its end"
    if values - begins[-1] > MOST_ROWS:
        reached.add("row larger than a page")
    return definition.count(leaf.most_definition), len(begins), raw


def check_indices(raw, values, entries, reached):
    width = raw[0]
    assert 1 <= width <= 16
    reached.add(f"indices: {width} bits")
    found, size = runs(raw[1:], width, values)
    assert size == len(raw) - 1, "indices have another length than their page"
    for kind, body, count in found:
        reached.add(f"indices: {kind}" + (f" of {(width + 7) // 8} bytes" if kind == "run" else ""))
        if kind == "run":
            assert body < entries, "an index past the dictionary's end"
        elif count % 8:
            reached.add("indices: part of a group")


def check_chunk(data, chunk, kind, rows_of_group, reached):
    """Reads the chunk's pages and compares them with what the footer says of them."""
    at, rows, values_seen, nulls, raw_bytes, entries, nested = chunk.start(), 0, 0, 0, 0, 0, ""
    counted = collections.Counter()
    encodings = {RLE}
    while at < chunk.start() + chunk.bytes:
        reader = compact.Reader(data, at)
        header = reader.struct()
        body = bytes(data[reader.at:reader.at + header[3]])
        assert zlib.crc32(body) == header[4] & 0xffffffff, "checksum"
        raw = decompressed(chunk.codec, body, header[2])
        assert len(raw) == header[2]
        raw_bytes += reader.at - at + len(raw)
        if header[1] == DICTIONARY:
            assert at == chunk.dictionary_offset and not counted, "a dictionary comes first, once"
            entries, encoding = header[7][1], header[7][2]
            assert encoding == PLAIN and entries > 0
        else:
            assert header[1] == DATA and set(header[5]) == {1, 2, 3, 4} and header[5][3] == header[5][4] == RLE
            values, encoding = header[5][1], header[5][2]
            if chunk.leaf.most_definition == 1:
                assert 0 < values <= MOST_ROWS
                ones, rest = check_levels(raw, values, reached)
                begun = values
            else:
                ones, begun, rest = check_nested_levels(raw, values, chunk.leaf, reached)
                nested = "nested "
            if encoding == RLE_DICTIONARY:
                check_indices(rest, ones, entries, reached)
            elif counted[DATA, RLE_DICTIONARY]:
                reached.add(f"{nested}{kind}: plain after dictionary" if ones else "no values after dictionary")
            elif ones:
                reached.add(f"{nested}{kind}: plain from the first page")
            rows += begun
            values_seen += values
            nulls += values - ones
            if len(raw) > 1 << 20:
                reached.add("page of more than 1 MiB")
        counted[header[1], encoding] += 1
        encodings.add(encoding)
        at = reader.at + header[3]
    assert at == chunk.start() + chunk.bytes, "pages end where the chunk does"
    assert (values_seen, nulls, raw_bytes) == (chunk.values, chunk.nulls, chunk.raw_bytes), "values, nulls and size before compression"
    assert rows == rows_of_group, f"{rows} rows, not {rows_of_group}"
    assert dict(counted) == chunk.pages, f"pages are {dict(counted)}, the footer says {chunk.pages}"
    assert encodings == set(chunk.encodings), f"encodings are {encodings}, the footer says {chunk.encodings}"
    if chunk.dictionary_offset is not None:
        reached.add(f"{kind}: dictionary")
        if entries == 65536:
            reached.add(f"{kind}: full dictionary")
    reached.add(f"codec {chunk.codec}")
