"""What a pipeline remembers: growing and replaced files, windows, rewinding, the history, and dead letters put back."""

import contextlib
import gzip
import json
import shutil
import time
from pathlib import Path

import pytest

import edge_lines
from tables import assert_nothing_staged, read_with_pyarrow
from weir import WEIR

DAY = "logs/eu-west-1/2024/02/28"

LINES = """
weir = 1

[source.logs]
type = "files"
path = "{path}"
{more}

[sink.out]
type = "text"
from = "logs"
path = "out"
"""


def put(weir, name, lines, ending=b"\n"):
    path = weir.folder / DAY / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + ending for line in lines))
    return path


def lines_pipeline(weir, path="logs/{region}/{yyyy}/{mm}/{dd}/*.log", more=""):
    return weir.pipeline(LINES.replace("{path}", path).replace("{more}", more))


def written(weir, folder="out"):
    """Every row of the text sink, in order of the rows."""
    files = sorted((weir.folder / folder).rglob("*.jsonl"))
    return sorted(json.loads(line)["message"] for path in files for line in path.read_text().splitlines())


def test_a_file_that_grew_goes_on_at_its_position(weir):
    path = put(weir, "a.log", [b"1", b"2"])
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline).exit == 0
    with open(path, "ab") as file:
        file.write(b"3\n4\n")
    result = weir.run(pipeline)
    assert (result.exit, result.summary["read"]) == (0, 2), result
    assert written(weir) == ["1", "2", "3", "4"]


def test_a_compressed_file_that_grew_by_a_member(weir):
    path = weir.folder / DAY / "a.log"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(b"1\n2\n"))
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline).exit == 0
    with open(path, "ab") as file:
        file.write(gzip.compress(b"3\n"))
    assert weir.run(pipeline).summary["read"] == 1
    assert written(weir) == ["1", "2", "3"]


def test_a_record_that_had_no_end_and_grew_is_reported(weir):
    path = put(weir, "a.log", [b"1\n2"], ending=b"")
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline).exit == 0
    with open(path, "ab") as file:
        file.write(b"2\n3\n")
    result = weir.run(pipeline)
    assert result.exit == 3 and "grew at byte 3" in result.stderr, result
    assert written(weir) == ["1", "2", "2", "3"]


def test_a_newline_that_came_later_only_ends_its_record(weir):
    path = put(weir, "a.log", [b"1\n2"], ending=b"")
    pipeline = lines_pipeline(weir)
    weir.run(pipeline)
    with open(path, "ab") as file:
        file.write(b"\n3\n")
    assert weir.run(pipeline).exit == 0
    assert written(weir) == ["1", "2", "3"]


@pytest.mark.parametrize("on_change, exit, rows", [
    ("report", 3, ["1", "2"]),
    ("fail", 4, ["1", "2"]),
    ("reread", 0, ["1", "2", "8", "9"]),
])
def test_a_file_that_became_another(weir, on_change, exit, rows):
    path = put(weir, "a.log", [b"1", b"2"])
    pipeline = lines_pipeline(weir, more=f'on_change = "{on_change}"')
    assert weir.run(pipeline).exit == 0
    path.write_bytes(b"8\n9\n")
    result = weir.run(pipeline)
    assert result.exit == exit, result
    assert exit == 0 or "became another file" in result.stderr
    assert written(weir) == rows


def test_a_copy_with_the_same_content_is_not_read_again(weir):
    path = put(weir, "a.log", [b"1", b"2"])
    pipeline = lines_pipeline(weir)
    weir.run(pipeline)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    result = weir.run(pipeline)
    assert (result.exit, result.summary["read"]) == (0, 0), result


def test_late_objects_in_old_folders_are_found_and_windows_prune(weir):
    for day in ("01", "02", "03"):
        path = weir.folder / "logs/eu-west-1/2024/02" / day / "a.log"
        path.parent.mkdir(parents=True)
        path.write_text(day + "\n")
    window = 'since = "2024-02-02"\nuntil = "2024-02-03"'
    assert weir.run(lines_pipeline(weir, more=window)).exit == 0
    assert written(weir) == ["02"]
    assert weir.run(lines_pipeline(weir)).exit == 0, "the same bookmarks without the window"
    assert written(weir) == ["01", "02", "03"]
    (weir.folder / "logs/eu-west-1/2024/02/01/late.log").write_text("late\n")
    assert weir.run(lines_pipeline(weir)).summary["read"] == 1


def test_records_of_several_lines(weir):
    put(weir, "a.log", [b"2024 first", b"  at here", b"  at there", b"2024 second", b"2024 third", b"  more"])
    assert weir.run(lines_pipeline(weir, more='multiline = "^\\\\d{4} "')).exit == 0
    assert written(weir) == ["2024 first\n  at here\n  at there", "2024 second", "2024 third\n  more"]


def test_a_wrong_pattern_of_several_lines_is_pointed_at(weir):
    result = weir.tell("check", lines_pipeline(weir, more='multiline = "(("'))
    assert result.exit == 78 and "multiline" in result.stderr, result


def test_two_spellings_of_a_place_are_one(weir, small):
    pipeline = weir.alb()
    assert weir.run(pipeline, input=small.folder, output="table").exit == 0
    again = weir.run(pipeline, input=f"{small.folder}/", output="./table")
    assert (again.exit, again.summary["read"]) == (0, 0), again


def test_two_sources_of_the_same_files_each_read_all_of_them(weir):
    put(weir, "a.log", [b"1", b"2"])
    text = LINES.replace("{path}", "logs/{region}/{yyyy}/{mm}/{dd}/*.log").replace("{more}", "")
    second = '\n[source.again]\ntype = "files"\npath = "logs/{region}/{yyyy}/{mm}/{dd}/*.log"\n[sink.two]\ntype = "text"\nfrom = "again"\npath = "two"\n'
    pipeline = weir.pipeline(text + second)
    assert weir.run(pipeline).summary["read"] == 4
    assert weir.run(pipeline).summary["read"] == 0
    assert written(weir) == written(weir, "two") == ["1", "2"]


def test_rewinding_replaces_what_was_written_since(weir, small):
    pipeline = weir.alb()
    first = weir.folder / "in"
    paths = small.paths()
    for number, path in enumerate(paths):
        copy = first / path.relative_to(small.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        assert weir.run(pipeline, input=first, output=weir.table).summary["epochs"] == 1, number
    before = weir.files()
    rewound = weir.tell("state", "rewind", pipeline, "--to", "2", input=first, output=weir.table)
    assert rewound.exit == 0, rewound
    named = rewound.stdout.splitlines()
    assert named and set(named) < {str(path) for path in before}, "it says which files it will replace"
    assert weir.files() == before, "nothing is gone before there is something in its place"
    again = weir.run(pipeline, input=first, output=weir.table)
    assert again.exit == 0 and again.summary["objects"] == len(paths) - 2, again
    assert not set(named) & {str(path) for path in weir.files()}
    assert read_with_pyarrow(weir.table).num_rows == small.expected.num_rows
    assert_nothing_staged(weir)
    assert weir.run(pipeline, input=first, output=weir.table).summary["read"] == 0


def test_a_rewind_whose_input_is_gone_takes_back_what_was_written(weir):
    path = put(weir, "a.log", [b"1"])
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline).exit == 0
    assert weir.tell("state", "rewind", pipeline, "--to", "0").exit == 0
    path.unlink()
    assert weir.run(pipeline).exit == 0
    assert written(weir) == []


TWO_SINKS = """
[sink.other]
type = "text"
from = "logs"
path = "other"
"""


def half_committed(weir):
    """An epoch whose commit `out` refuses: a file stands where its folder has to be.  The other sink has it."""
    for number in range(3):
        put(weir, f"{number}.log", [f"{number} {line}".encode() for line in range(100)])
    pipeline = weir.pipeline(lines_pipeline(weir).read_text().replace('path = "out"', 'path = "out/{region}"') + TWO_SINKS)
    (weir.folder / "out").mkdir()
    (weir.folder / "out/eu-west-1").write_text("in the way")
    result = weir.run(pipeline)
    assert result.exit == 4 and "half-committed" in result.stderr, result
    assert "half-committed" in weir.tell("runs", "list", pipeline).stdout
    assert len(written(weir, "other")) == 300
    return pipeline


def test_an_epoch_that_can_be_committed_after_all_needs_no_repair(weir):
    pipeline = half_committed(weir)
    (weir.folder / "out/eu-west-1").unlink()
    result = weir.tell("state", "repair", pipeline)
    assert result.exit == 0 and "epoch 1 is committed now" in result.stderr, result
    assert len(written(weir)) == 300
    assert weir.tell("state", "repair", pipeline).stderr == "nothing to repair: every epoch is committed\n"


def test_an_epoch_that_a_sink_lost_is_written_to_it_again(weir):
    pipeline = half_committed(weir)
    (weir.folder / "out/eu-west-1").unlink()
    staged = list((weir.folder / "out/.weir").rglob("*.staged"))
    staged[0].unlink()
    put(weir, "later.log", [b"later"])
    result = weir.run(pipeline)
    assert result.exit == 4 and "is there any more" in result.stderr, result
    repaired = weir.tell("state", "repair", pipeline, "--summary", weir.summary)
    assert repaired.exit == 0 and "writing it again to out" in repaired.stderr, repaired
    assert repaired.summary["written"] == 300
    assert len(written(weir)) == 300 and len(written(weir, "other")) == 300
    assert weir.run(pipeline).exit == 0
    assert len(written(weir)) == 301 and len(written(weir, "other")) == 301
    assert not list(weir.folder.rglob("*.staged")) and not list(weir.folder.rglob(".weir"))


def test_a_repair_whose_input_is_gone_says_what_to_do(weir):
    pipeline = half_committed(weir)
    (weir.folder / "out/eu-west-1").unlink()
    next((weir.folder / "out/.weir").rglob("*.staged")).unlink()
    (weir.folder / DAY / "1.log").unlink()
    repaired = weir.tell("state", "repair", pipeline)
    assert repaired.exit == 4 and "1.log can't be read again as epoch 1 had read it" in repaired.stderr, repaired
    refused = weir.run(pipeline)
    assert refused.exit == 4 and "weir state repair goes on with it" in refused.stderr, refused
    assert weir.tell("state", "rewind", pipeline, "--to", "0").exit == 0
    assert weir.run(pipeline).exit == 0
    assert len(written(weir)) == 200 and len(written(weir, "other")) == 200


def test_an_older_copy_of_the_state_is_refused(weir):
    path = put(weir, "a.log", [b"1"])
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline).exit == 0
    shutil.copytree(weir.state, weir.folder / "backup")
    with open(path, "ab") as file:
        file.write(b"2\n")
    assert weir.run(pipeline).exit == 0
    # All of the folder, over what is there, as nothing but the target and the time of the copying tells.
    time.sleep(1.2)
    for copied in (weir.folder / "backup").rglob("*"):
        if copied.is_file():
            (weir.state / copied.relative_to(weir.folder / "backup")).write_bytes(copied.read_bytes())
    result = weir.run(pipeline)
    assert result.exit == 78 and "was written by an epoch after 1" in result.stderr, result
    # What the later epochs wrote is removed, so the copy is as good as it was.
    next((weir.folder / "out").glob("*-2-*.jsonl")).unlink()
    assert weir.run(pipeline).exit == 0
    assert written(weir) == ["1", "2"]


def test_when_a_run_was_scheduled_is_in_the_history(weir):
    put(weir, "a.log", [b"1"])
    pipeline = lines_pipeline(weir)
    assert weir.run(pipeline, "--scheduled", "2024-02-28T05:00:00Z").exit == 0
    assert "2024-02-28T05:00:00Z" in weir.tell("runs", "list", pipeline).stdout
    wrong = weir.run(pipeline, "--scheduled", "soon")
    assert wrong.exit == 2 and "--scheduled soon" in wrong.stderr, wrong


def test_there_is_no_way_back_to_an_epoch_that_never_was(weir, small):
    pipeline = weir.alb()
    weir.run(pipeline, input=small.folder, output=weir.table)
    result = weir.tell("state", "rewind", pipeline, "--to", "7", input=small.folder, output=weir.table)
    assert result.exit == 78 and "no way back to epoch 7" in result.stderr, result


def test_show_says_how_far_each_split_is(weir, small):
    pipeline = weir.alb()
    weir.run(pipeline, input=small.folder, output=weir.table)
    shown = weir.tell("state", "show", pipeline, "--json", input=small.folder, output=weir.table)
    splits = [json.loads(line) for line in shown.stdout.splitlines()]
    assert {split["split"] for split in splits} == {str(path) for path in small.paths()}
    assert {(split["state"], split["epoch"]) for split in splits} == {("read", 1)}
    assert sum(split["offset"] for split in splits) == small.content_bytes


def test_the_history_has_every_run_and_its_log(weir, small):
    pipeline = weir.alb()
    for _ in range(2):
        weir.run(pipeline, input=small.folder, output=weir.table)
    listed = weir.tell("runs", "list", pipeline, input=small.folder, output=weir.table)
    assert len(listed.stdout.splitlines()) == 3, listed
    shown = weir.tell("runs", "show", "1", pipeline, input=small.folder, output=weir.table)
    assert "balanced" in shown.stdout and "exit 0" in shown.stdout, shown
    assert weir.tell("runs", "show", "9", pipeline, input=small.folder, output=weir.table).exit == 2


def bad_logs(weir):
    path = weir.folder / "in/eu-west-1/2024/02/28/some.log.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(edge_lines.line("one") + b"\n" + b"\n".join(edge_lines.BAD)))
    return weir.folder / "in"


def test_dead_letters_are_listed_shown_and_put_back_once(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb()
    assert weir.run(pipeline, input=logs, output=weir.table).exit == 3
    arguments = dict(input=logs, output=weir.table)
    listed = weir.tell("dlq", "list", pipeline, **arguments)
    assert listed.stdout.splitlines()[1].split()[:2] == ["rows", str(len(edge_lines.BAD))], listed
    shown = weir.tell("dlq", "show", pipeline, "--node", "rows", "--limit", "2", **arguments)
    assert [json.loads(line)["node"] for line in shown.stdout.splitlines()] == ["rows", "rows"]
    # They are refused again, by the node that refused them, with the place they came from.
    before = weir.dead_letters()
    replayed = weir.call([*weir.command("dlq", "replay", pipeline, "--summary", weir.summary, **arguments)])
    assert replayed.exit == 3 and replayed.summary["read"] == len(edge_lines.BAD), replayed
    after = weir.dead_letters()
    keys = ("node", "split", "offset", "reason", "raw", "columns")
    assert sorted(str([letter.get(key) for key in keys]) for letter in before) == sorted(str([letter.get(key) for key in keys]) for letter in after)
    assert len(list(weir.state.glob("*/dead_letters/*.replayed"))) == 1
    assert read_with_pyarrow(weir.table).num_rows == 1


def test_dead_letters_that_can_succeed_reach_the_table(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb()
    weir.run(pipeline, input=logs, output=weir.table)
    # What a corrected parser would do: here the letters are corrected instead.
    letters, = weir.state.glob("*/dead_letters/*.jsonl")
    mended = [json.loads(line) | {"raw": edge_lines.line(f"mended {number}").decode()} for number, line in enumerate(letters.read_text().splitlines())]
    letters.write_text("".join(json.dumps(letter) + "\n" for letter in mended))
    replayed = weir.tell("dlq", "replay", pipeline, input=logs, output=weir.table)
    assert replayed.exit == 0, replayed
    table = read_with_pyarrow(weir.table)
    assert table.num_rows == 1 + len(mended)
    assert set(table["region"].to_pylist()) == {"eu-west-1"}, "captures come back with the letters"
    assert weir.tell("dlq", "replay", pipeline, input=logs, output=weir.table).exit == 0
    assert read_with_pyarrow(weir.table).num_rows == 1 + len(mended), "once"


def test_a_replay_that_was_rewound_can_be_done_again(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb()
    arguments = dict(input=logs, output=weir.table)
    weir.run(pipeline, **arguments)
    letters, = weir.state.glob("*/dead_letters/*.jsonl")
    mended = [json.loads(line) | {"raw": edge_lines.line(f"mended {number}").decode()} for number, line in enumerate(letters.read_text().splitlines())]
    letters.write_text("".join(json.dumps(letter) + "\n" for letter in mended))
    for _ in range(2):
        assert weir.tell("dlq", "replay", pipeline, **arguments).exit == 0
        assert read_with_pyarrow(weir.table).num_rows == 1 + len(mended)
        assert weir.tell("state", "rewind", pipeline, "--to", "1", **arguments).exit == 0
        assert weir.run(pipeline, **arguments).exit == 0
        assert read_with_pyarrow(weir.table).num_rows == 1


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_dead_letters_are_put_back_from_wherever_text_keeps_them(weir, compression):
    logs = bad_logs(weir)
    pipeline = weir.alb(f"""
[dead_letter]
path = "{weir.folder}/letters/{{node}}/refused.log"
compression = "{compression}"
""")
    arguments = dict(input=logs, output=weir.table)
    assert weir.run(pipeline, **arguments).exit == 3
    letters = [path for path in (weir.folder / "letters/rows").iterdir()]
    assert letters and not weir.dead_letters()
    assert len(weir.tell("dlq", "show", pipeline, **arguments).stdout.splitlines()) == len(edge_lines.BAD)
    replayed = weir.call([*weir.command("dlq", "replay", pipeline, "--summary", weir.summary, **arguments)])
    assert replayed.exit == 3 and replayed.summary["read"] == len(edge_lines.BAD), replayed
    assert all(path.with_name(path.name + ".replayed").exists() for path in letters)


def test_dead_letters_with_names_of_their_own_are_kept_and_not_read_back(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb('\n[dead_letter]\nname = "{random}_{sequence}.json"\n')
    assert weir.run(pipeline, input=logs, output=weir.table).exit == 3
    letters, = weir.state.glob("*/dead_letters/*_0000000001-*.json")
    assert len(letters.read_text().splitlines()) == len(edge_lines.BAD)
    for command in ("list", "show", "replay"):
        refused = weir.tell("dlq", command, pipeline, input=logs, output=weir.table)
        assert refused.exit == 2 and "names of their own (`name`)" in refused.stderr, refused


def test_lines_that_are_no_letters_are_said(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb()
    weir.run(pipeline, input=logs, output=weir.table)
    letters, = weir.state.glob("*/dead_letters/*.jsonl")
    with open(letters, "a") as file:
        file.write('not JSON\n[1]\n{"node": 7, "reason": []}\n')
    listed = weir.tell("dlq", "list", pipeline, input=logs, output=weir.table)
    assert listed.exit == 0 and "warning: 3 lines of " in listed.stderr, listed


def test_dead_letters_go_to_any_sink(weir):
    logs = bad_logs(weir)
    pipeline = weir.alb('\n[dead_letter]\ntype = "parquet"\npath = "letters"\n')
    assert weir.run(pipeline, input=logs, output=weir.table).exit == 3
    assert read_with_pyarrow(weir.folder / "letters").num_rows == len(edge_lines.BAD)


def test_a_wrong_option_of_the_dead_letters_is_pointed_at(weir):
    result = weir.tell("check", weir.alb("\n[dead_letter]\nmax_rejectd = 0.5\n"), input="in", output="out")
    assert result.exit == 78 and "did you mean `max_rejected`?" in result.stderr, result


def test_stopping_early(weir):
    logs = bad_logs(weir)
    result = weir.run(weir.alb("\n[dead_letter]\nstop_after_rejected = 1\nmax_rejected = 1.0\n"), input=logs, output=weir.table)
    assert result.exit == 3 and "stop_after_rejected" in result.stderr, result


def test_a_partition_value_too_long_for_a_folder_is_a_row_s_fault(weir):
    logs = weir.folder / "in/eu-west-1/2024/02/28/some.log.gz"
    logs.parent.mkdir(parents=True)
    long = edge_lines.line("long").replace(b'"' + edge_lines.line("long").split(b'" "')[1].split(b'"')[0] + b'"', b'"' + b"a" * 300 + b'"')
    logs.write_bytes(gzip.compress(edge_lines.line("short") + b"\n" + long + b"\n"))
    text = weir.alb().read_text().replace('"region", "year", "month", "day"', '"user_agent"')
    result = weir.run(weir.pipeline(text), input=weir.folder / "in", output=weir.table)
    assert (result.exit, result.summary["written"], result.summary["rejected"]) == (3, 1, 1), result
    assert "too long for the name of a folder" in weir.dead_letters()[0]["reason"]


def test_a_state_that_was_lost_does_not_double_the_table(weir, small):
    pipeline = weir.alb()
    assert weir.run(pipeline, input=small.folder, output=weir.table).exit == 0
    before = weir.files()
    shutil.rmtree(weir.state)
    for _ in range(2):  # nor does trying again
        result = weir.run(pipeline, input=small.folder, output=weir.table)
        assert result.exit == 78 and "--from-scratch" in result.stderr, result
    assert weir.files() == before
    assert weir.run(pipeline, "--from-scratch", input=small.folder, output=weir.table).exit == 0
    assert read_with_pyarrow(weir.table).num_rows == 2 * small.expected.num_rows, "when told so"


def test_a_reset_state_asks_before_it_writes_again(weir, small):
    pipeline = weir.alb()
    arguments = dict(input=small.folder, output=weir.table)
    weir.run(pipeline, **arguments)
    assert weir.tell("state", "reset", pipeline, **arguments).exit == 0
    assert weir.run(pipeline, **arguments).exit == 78
    assert weir.run(pipeline, "--from-scratch", **arguments).summary["read"] == small.expected.num_rows


SLOW = WEIR.parents[1] / "tests/plugins/slow.so"


def open_files(pid):
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(link.readlink())
    return found


def test_files_that_change_while_they_are_read(weir):
    """Two large files hold both readers up while the lane stands still; the others were found meanwhile, and change before they are opened."""
    lines = {name: [b"%s %d" % (name.encode(), number) for number in range(count)] for name, count in
             {"00": 700_000, "01": 700_000, "grows": 10, "replaced": 10, "gone": 10}.items()}
    paths = {name: put(weir, f"{name}.log", content) for name, content in lines.items()}
    pipeline = weir.pipeline(lines_pipeline(weir).read_text().replace('from = "logs"', 'from = "rows"') +
                             '[transform.rows]\ntype = "stuck"\nfrom = "logs"\npause = "2s"\n[pipeline]\nlanes = 1\nmemory = "32MiB"\n')
    process = weir.start(pipeline, "--plugin-path", SLOW)
    give_up = time.monotonic() + 60
    while not {paths["00"], paths["01"]} <= open_files(process.pid) and time.monotonic() < give_up:
        time.sleep(0.01)
    time.sleep(0.3)  # the others are listed right after them
    for name in ("00", "grows"):
        with open(paths[name], "ab") as file:
            file.write(b"".join(b"%s more %d\n" % (name.encode(), number) for number in range(5)))
        lines[name] += [b"%s more %d" % (name.encode(), number) for number in range(5)]
    lines["replaced"] = [b"another %d" % number for number in range(20)]
    put(weir, "replaced.log", lines["replaced"])
    paths["gone"].unlink()
    del lines["gone"]
    _, said = process.communicate(timeout=120)
    assert process.returncode == 3 and "gone.log" in said, said
    assert weir.run(pipeline, "--plugin-path", SLOW).exit == 0
    assert written(weir) == sorted(line.decode() for content in lines.values() for line in content)
