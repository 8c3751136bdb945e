"""What each run of write_random_tables has to reach, so that no path of the encoder goes untested unnoticed.  The checks of pages.py and
bounds.py say what they met; in brackets is the table that meets it whatever the seed."""

import pyarrow.compute as pc

KINDS = ("bool", "int32", "int64", "double", "timestamp", "text", "binary")
INDEXED = KINDS[1:]

WANTED = {
    *(f"codec {codec}" for codec in ("none", "snappy", "zstd")),                                # [overflow, widths, long]
    *(f"{kind}: nulls {how}" for kind in KINDS for how in ("none", "some", "all")),             # [columns, one]
    *(f"{kind}: plain from the first page" for kind in KINDS),                                  # [one]
    *(f"{kind}: dictionary" for kind in INDEXED),                                               # [columns]
    *(f"{kind}: plain after dictionary" for kind in ("int32", "int64", "double", "text", "binary")),  # [overflow]
    *(f"{kind}: full dictionary" for kind in ("int32", "int64", "double", "text")),             # [overflow]; binary's by its bytes
    *(f"indices: {width} bits" for width in range(1, 17)),                                      # [widths, overflow]
    "indices: run of 1 bytes", "indices: run of 2 bytes", "indices: packed", "indices: part of a group",       # [widths]
    "levels: one run of 0", "levels: one run of 1",                                             # [one]
    "levels: run of 0", "levels: run of 1", "levels: packed", "levels: part of a byte",         # [turns]
    "page of more than 1 MiB",                                                                  # [wide]
    *(f"{kind}: extremes are the bounds" for kind in ("bool", "int32", "int64", "timestamp", "double")),  # [extremes]
    "double: NaN, so no bounds", "double: zero as a bound, least", "double: zero as a bound, greatest",        # [extremes]
    *(f"{kind}: {how}" for kind in ("text", "binary") for how in
      ("least is cut", "no greatest", "greatest is cut", "greatest is exact")),                 # [extremes]
    "file of one row", "file of more than 1000 columns", "file of more than 2000 row groups",   # [one, columns, groups]
    "null list", "empty list", "null in a list", "null struct", "null in a struct",              # [nested]
    "list in list", "list in struct", "struct in list", "struct in struct",                     # [nested]
    *(f"{levels}: {kind}" for levels in ("repetition", "definition") for kind in ("run", "packed")),  # [nested]
    "repetition: 4 bits", "definition: 5 bits",                                                 # [deep]
    "row larger than a page",                                                                   # [nested-overflow]
    *(f"nested {kind}: plain after dictionary" for kind in ("int64", "text")),                  # [nested-overflow]
    "row group of 1048576 rows", "table of several files", "partition",                         # [long, files, random tables]
}


def of_nested(kind, values):
    """What nested values reach: each of them is another sequence of levels."""
    if isinstance(kind, str):
        return set()
    reached = {f"null {kind[0]}"} if values.null_count else set()
    if kind[0] == "struct":
        below = list(zip((each for _, each in kind[1]), values.flatten()))
        if any(field.null_count > values.null_count for _, field in below):
            reached.add("null in a struct")
    else:
        below = [(kind[1], values.flatten())]
        if pc.any(pc.equal(pc.list_value_length(values), 0)).as_py():
            reached.add("empty list")
        if below[0][1].null_count:
            reached.add("null in a list")
    for each, array in below:
        if not isinstance(each, str):
            reached.add(f"{each[0]} in {kind[0]}")
        reached |= of_nested(each, array)
    return reached


def of_file(footer):
    """What the file as a whole reaches."""
    reached = set()
    if footer.rows == 1:
        reached.add("file of one row")
    if len(footer.names) > 1000:
        reached.add("file of more than 1000 columns")
    if len(footer.row_groups) > 2000:
        reached.add("file of more than 2000 row groups")
    if any(group.rows == 1 << 20 for group in footer.row_groups):
        reached.add("row group of 1048576 rows")
    return reached


def check(reached):
    missing = WANTED - reached
    assert not missing, f"nothing tested any more: {', '.join(sorted(missing))}"
