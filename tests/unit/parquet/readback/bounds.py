"""A column chunk's statistics against its values: what they leave out they may, what they say has to be so."""
import math
import struct

import pyarrow as pa
import pyarrow.compute as pc

LONGEST = 64
FORMAT = {"bool": "<?", "int32": "<i", "int64": "<q", "timestamp": "<q", "double": "<d"}


def can_be_raised(value, kind):
    """Whether one of the first bytes can be one more without the text becoming something else than UTF-8."""
    return any(byte <= (0x7e if kind == "text" else 0xfe) for byte in value[:LONGEST])


def check_bytes(kind, least, greatest, chunk, reached):
    assert chunk.least is not None, "no least value"
    assert chunk.least <= least, f"least {chunk.least!r}, not {least!r}"
    assert chunk.least_exact == (chunk.least == least) == (len(least) <= LONGEST), "least: whether it is exact"
    assert len(chunk.least) <= LONGEST
    if not chunk.least_exact:
        reached.add(f"{kind}: least is cut")
    if chunk.greatest is None:
        assert len(greatest) > LONGEST and not can_be_raised(greatest, kind), f"no greatest value for {greatest!r}"
        reached.add(f"{kind}: no greatest")
    else:
        assert chunk.greatest >= greatest, f"greatest {chunk.greatest!r}, not {greatest!r}"
        assert chunk.greatest_exact == (chunk.greatest == greatest) == (len(greatest) <= LONGEST), "greatest: whether it is exact"
        assert len(chunk.greatest) <= LONGEST
        reached.add(f"{kind}: greatest is " + ("exact" if chunk.greatest_exact else "cut"))
    if kind == "text":
        for bound in (chunk.least, chunk.greatest):
            assert bound is None or bound.decode("utf-8").encode() == bound


def check_numbers(kind, least, greatest, chunk, reached):
    assert chunk.least is not None and chunk.greatest is not None, "no bounds"
    assert chunk.least_exact and chunk.greatest_exact
    found = tuple(struct.unpack(FORMAT[kind], bound)[0] for bound in (chunk.least, chunk.greatest))
    assert found == (least, greatest), f"bounds {found}, not {(least, greatest)}"
    if kind == "double":  # zeros are equal: the bounds have to take in both
        for zero, sign, bound in ((least, -1.0, found[0]), (greatest, 1.0, found[1])):
            if zero == 0:
                assert math.copysign(1, bound) == sign, "a zero with the sign of the inner bound"
                reached.add(f"double: zero as a bound, {'least' if sign < 0 else 'greatest'}")


def check(column, chunk, reached):
    """`column` has the chunk's values."""
    values = column.values
    assert chunk.nulls == values.null_count, f"{chunk.nulls} nulls, not {values.null_count}"
    reached.add(f"{column.kind}: nulls " + ("none" if chunk.nulls == 0 else "all" if chunk.nulls == len(values) else "some"))
    if chunk.nulls == len(values):
        assert chunk.least is None and chunk.greatest is None, "bounds of nothing"
        return
    if column.kind == "double":
        values = column.doubles()
        if pc.any(pc.is_nan(values)).as_py():
            assert chunk.least is None and chunk.greatest is None, "bounds beside a NaN"
            reached.add("double: NaN, so no bounds")
            return
    both = pc.min_max(values.cast(pa.large_binary()) if column.kind in ("text", "binary") else values)
    least, greatest = both["min"].as_py(), both["max"].as_py()
    if column.kind in ("text", "binary"):
        check_bytes(column.kind, least, greatest, chunk, reached)
    else:
        check_numbers(column.kind, least, greatest, chunk, reached)
        low, high = {"int32": (-2**31, 2**31 - 1), "int64": (-2**63, 2**63 - 1), "timestamp": (-2**63, 2**63 - 1),
                     "double": (-math.inf, math.inf), "bool": (False, True)}[column.kind]
        if (least, greatest) == (low, high):
            reached.add(f"{column.kind}: extremes are the bounds")
