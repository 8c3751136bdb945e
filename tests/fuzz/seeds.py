"""Makes seeds for the fuzz targets of the parsers out of tests/cases: their inputs, behind decisions of each kind.

seeds.py CASES FOLDER FORMAT...: FOLDER/FORMAT/FILE-CASE-DECISIONS of CASES/FORMAT/FILE.txt
"""
import pathlib
import shutil
import sys

AT_ONCE = 12  # cases in a seed, which is read in batches
STEPS = [7, 11, 13, 17, 19, 23, 29, 31, 37]  # one for each decision that any_parser.hpp takes at most


def records(text):
    """The inputs of the cases, as tests/unit/parsers/case.hpp says how these are written."""
    for block in text.split("# name:")[1:]:
        lines = block.split("\n")[1:]
        yield "\n".join(line for line in lines[:lines.index("----")] if not line.startswith(("# options:", "# head:", "# line end:")))


def decisions(number):
    """Printable bytes that take every option and header line in turn, and are different from place to place."""
    return "".join(chr(40 + (number * step) % 80) for step in STEPS)


def main(cases, folder, *formats):
    shutil.rmtree(folder, ignore_errors=True)
    for file in sorted(file for name in formats for file in (cases / name).glob("*.txt")):
        seeds = folder / file.parent.name
        seeds.mkdir(parents=True, exist_ok=True)
        inputs = list(records(file.read_text("utf-8", "surrogateescape")))
        for at in range(0, len(inputs), AT_ONCE):
            for number in range(10):
                text = "\n".join([decisions(number), *inputs[at:at + AT_ONCE]])
                (seeds / f"{file.stem}-{at + 1}-{number}").write_text(text, "utf-8", "surrogateescape")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:])
