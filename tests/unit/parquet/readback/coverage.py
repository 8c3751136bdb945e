"""What each run of write_random_tables has to reach, so that no path of the encoder goes untested unnoticed.  The checks of pages.py and
bounds.py say what they met; in brackets is the table that meets it whatever the seed."""

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
    "row group of 1048576 rows", "table of several files", "partition",                         # [long, files, random tables]
}


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
