"""Pipeline files that are wrong: exit 78 before a byte is read, with the place, a caret, and a guess where there is one."""

import re
import shutil

import pytest

from weir import ALB_TO_PARQUET, WEIR

GOOD = """\
weir = 1

[params]
input = { help = "folder above the regions" }

[source.logs]
type = "files"
path = "${input}/{region}/*.log.gz"

[transform.rows]
type = "alb"
from = "logs"

[sink.lake]
type = "parquet"
from = "rows"
path = "table"
partition_by = ["region"]
"""


def wrong(find, put):
    """The good pipeline with one piece replaced.  The word that is wrong stands in « » there; they only tell its place."""
    assert GOOD.count(find) == 1, find
    return GOOD.replace(find, put)


def place(text):
    """The text without « », and the line, column and length of what was between them."""
    begin, end = text.index("«"), text.index("»")
    line = text.count("\n", 0, begin) + 1
    return text.replace("«", "").replace("»", ""), line, begin - text.rfind("\n", 0, begin), end - begin - 1


def assert_points_at(stderr, name, line):
    """There is an error at that line of the file, with the line itself and a caret under it."""
    assert re.search(rf"{re.escape(name)}:{line}:\d+$", stderr, re.MULTILINE), stderr
    assert re.search(rf"^ *{line} \| .*\n *\| +\^+", stderr, re.MULTILINE), stderr


CASES = {
    "unknown option": (wrong('path = "table"', '«pth» = "table"'), ["unknown option `pth`", "[sink.lake]", "did you mean", "path"]),
    "wrong type of option": (wrong('["region"]', "«5»"), ["partition_by", "list"]),
    "option that is missing": (wrong('path = "table"\n', "").replace("[sink.lake]", "[«sink.lake»]"), ["`path`", "[sink.lake]"]),
    "unknown type": (wrong('"parquet"', '«"parqet"»'), ["parqet", "did you mean", "parquet"]),
    "unknown node": (wrong('from = "rows"', 'from = «"row"»'), ["row", "did you mean", "rows"]),
    "unknown table": (wrong("[sink.lake]", "[«snk».lake]"), ["snk", "did you mean", "sink"]),
    "missing column": (wrong('["region"]', '[«"nope"»]'), ["nope", "lake", "rows"]),
    "unknown parameter": (wrong("${input}", "${inputt}").replace('path = "${', 'path = «"${').replace('gz"', 'gz"»'), ["inputt", "did you mean", "input"]),
    "language of the future": (wrong("weir = 1", "weir = «2»"), ["2"]),
    "syntax": (wrong('"alb"', '«"alb»'), []),
}


@pytest.mark.parametrize("text, words", CASES.values(), ids=CASES.keys())
def test_a_wrong_file(weir, text, words):
    text, line, _, _ = place(text)
    pipeline = weir.pipeline(text)
    for result in (weir.tell("check", pipeline, input="in"), weir.run(pipeline, input="in")):
        assert result.exit == 78, result
        assert_points_at(result.stderr, "test.toml", line)
        for word in words:
            assert word in result.stderr, result
        assert result.stdout == ""


def test_the_message_is_as_the_manual_shows_it(weir):
    text, line, column, length = place(wrong('from = "rows"\n', '«form» = "rows"\n'))
    result = weir.tell("check", weir.pipeline(text), input="in")
    assert result.exit == 78
    assert f"""\
error: unknown option `form` in [sink.lake]
  --> {weir.folder}/test.toml:{line}:{column}
   |
{line} | form = "rows"
   | {"^" * length} did you mean `from`?
""" in result.stderr


def test_all_problems_in_one_pass(weir):
    text = GOOD.replace('path = "table"', 'pth = "table"').replace('"alb"', '"albb"').replace('["region"]', "5")
    result = weir.tell("check", weir.pipeline(text), input="in")
    assert result.exit == 78
    for line in (text[:text.index(word)].count("\n") + 1 for word in ("pth", '"albb"', "5\n")):
        assert_points_at(result.stderr, "test.toml", line)


def test_a_cycle(weir):
    text = GOOD.replace('from = "logs"', 'from = ["logs", "again"]') + '\n[transform.again]\ntype = "alb"\nfrom = "rows"\n'
    result = weir.tell("check", weir.pipeline(text), input="in")
    assert result.exit == 78, result
    assert "cycle" in result.stderr
    assert "rows" in result.stderr and "again" in result.stderr
    assert re.search(r"test\.toml:\d+:\d+", result.stderr)
    assert "^" in result.stderr


def test_a_capture_named_like_a_column(weir):
    result = weir.tell("check", weir.pipeline(wrong("${input}/{region}", "${input}/{region}/{elb}")), input="in")
    assert result.exit == 78, result
    assert "`elb`" in result.stderr
    assert re.search(r"test\.toml:\d+:\d+", result.stderr)


def test_a_required_parameter_that_is_not_given(weir):
    result = weir.tell("run", ALB_TO_PARQUET)
    assert result.exit == 78, result
    assert "`input`" in result.stderr
    assert "--set input=" in result.stderr
    line = ALB_TO_PARQUET.read_text().split("input  =")[0].count("\n") + 1
    assert_points_at(result.stderr, "alb-to-parquet.toml", line)


def test_a_parameter_that_the_file_does_not_have(weir):
    result = weir.tell("run", ALB_TO_PARQUET, inptu="logs", input="logs")
    assert result.exit in (2, 78), result
    assert "inptu" in result.stderr


def test_a_file_that_is_not_there(weir):
    result = weir.tell("run", "nowhere.toml")
    assert result.exit == 78, result
    assert "nowhere.toml" in result.stderr


def test_a_plugin_of_another_major(weir):
    built = WEIR.parents[1] / "tests/plugins/other_major.so"
    if not built.exists():
        pytest.fail(f"{built} is not built")
    plugins = weir.folder / "plugins"
    plugins.mkdir(mode=0o755)
    shutil.copy(built, plugins)
    result = weir.tell("check", weir.pipeline(GOOD), "--plugin-path", plugins, input="in")
    assert result.exit == 78, result
    assert "other_major.so" in result.stderr
    assert "9" in result.stderr


def test_a_plugin_that_others_may_write(weir):
    built = next((WEIR.parents[1] / "lib/weir/plugins").glob("*.so"))
    plugins = weir.folder / "plugins"
    plugins.mkdir()
    shutil.copy(built, plugins)
    (plugins / built.name).chmod(0o777)
    result = weir.tell("check", weir.pipeline(GOOD), "--plugin-path", plugins, input="in")
    assert result.exit == 78, result
    assert str(plugins / built.name) in result.stderr
