"""The source `cwlogs` against the AWS API server: windows, what is new, what arrives late, and what goes wrong meanwhile."""

import datetime
import itertools
import json

import pytest

from log_events import MINUTE, Logs, now, rows
from servers.faults import HalfAnswer, Refuse, Reset

# Long enough ago for what the service says of a stream's last event to be true.
LONG_AGO = now() - 5 * 60 * MINUTE


def iso(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def logs(aws_api):
    return Logs(aws_api)


@pytest.fixture
def exports(weir, aws_api):
    return Exports(weir, aws_api)


class Exports:
    """Runs pipelines from `cwlogs` to JSON lines."""

    def __init__(self, weir, aws_api):
        self.weir, self.aws_api = weir, aws_api
        self.through(aws_api.endpoint)

    def through(self, endpoint):
        self.weir.extra = self.aws_api.environment(endpoint)

    def file(self, options, name="export", more=""):
        return self.weir.pipeline(f"""
            weir = 1
            [source.events]
            type = "cwlogs"
            rate = 0
            {options}
            [sink.out]
            type = "text"
            from = "events"
            path = "{self.weir.folder}/out"
            [epoch]
            give_up_after = "20s"
            {more}""", name)

    def run(self, options, *arguments, exit=0, **parameters):
        ran = self.weir.run(self.file(options, **parameters), *arguments)
        assert ran.exit == exit, ran
        return ran

    def rows(self):
        return rows(self.weir.folder / "out") if (self.weir.folder / "out").exists() else []

    def messages(self, stream=None):
        return [row["message"] for row in self.rows() if stream in (None, row["log_stream"])]


def window(start, end):
    return f'period = "{end - start}ms"\nending = "{iso(end)}"'


def lines(count, start=LONG_AGO, step=1000, word="line"):
    return [(start + number * step, f"{word} {number}") for number in range(count)]


def test_a_window_takes_what_lies_in_it_and_says_all_of_it(logs, exports):
    logs.group("web", one=[(LONG_AGO - 1, "before"), (LONG_AGO, "first"), (LONG_AGO + 999, "last"), (LONG_AGO + 1000, "behind")])
    before = now()
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + 1000)}')
    first, last = exports.rows()
    assert [first["message"], last["message"]] == ["first", "last"]
    assert (first["log_group"], first["log_stream"]) == ("web", "one")
    assert first["timestamp"] == iso(LONG_AGO)
    assert iso(before - 10 * MINUTE) <= first["ingestion_time"] <= iso(now())


@pytest.mark.parametrize("api", ["get", "filter"])
def test_many_pages_of_many_streams_come_in_order(logs, exports, api):
    streams = {f"s{number}": lines(12_345, step=3, word=f"s{number}") for number in range(3)}
    logs.group("web", **streams)
    ran = exports.run(f'group = "web"\napi = "{api}"\n{window(LONG_AGO, LONG_AGO + 60 * MINUTE)}')
    assert ran.summary["balanced"]
    for stream, events in streams.items():
        assert exports.messages(stream) == [message for _, message in events]


def test_only_filter_gives_ids(logs, exports):
    logs.group("web", one=lines(3))
    exports.run(f'group = "web"\napi = "filter"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert len({row["event_id"] for row in exports.rows()}) == 3


def test_the_same_window_is_exported_once(logs, exports):
    logs.group("web", one=lines(5))
    options = f'group = "web"\n{window(LONG_AGO, LONG_AGO + MINUTE)}'
    exports.run(options)
    again = exports.run(options)
    assert len(exports.messages()) == 5
    assert "read 0" in again.stderr


def test_groups_and_streams_go_by_patterns(logs, exports):
    for group in ["/app/a", "/app/b/c", "/other"]:
        logs.group(group, **{"web-1": lines(1, word=group), "db-1": lines(1, word="db")})
    exports.run(f'group = ["/app/*", "/app/a"]\nstreams = "web-?"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert sorted(exports.messages()) == ["/app/a 0", "/app/b/c 0"]


def test_more_groups_and_streams_than_a_page_are_all_read(logs, exports):
    for number in range(55):
        logs.group(f"g{number}", only=lines(1, word=f"g{number}"))
    logs.group("wide", **{f"s{number}": lines(1, word=f"s{number}") for number in range(120)})
    exports.run(f'group = ["g*", "wide"]\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert sorted(exports.messages()) == sorted([f"g{n} 0" for n in range(55)] + [f"s{n} 0" for n in range(120)])


def test_fewer_calls_are_chosen_and_said(logs, exports, aws_api_faults):
    logs.group("wide", **{f"s{number}": lines(2, word=f"s{number}") for number in range(60)})
    exports.through(aws_api_faults.endpoint)
    ran = exports.run(f'group = "wide"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert len(exports.messages()) == 120
    assert "60 streams of log group wide are read with FilterLogEvents: about 120 calls of GetLogEvents or 1 of FilterLogEvents" in ran.stderr
    assert aws_api_faults.count("GetLogEvents") == 0


class MadeLongAgo(Refuse):
    """The streams as the server has them, but made when their events were: it made them just now."""

    def __init__(self, logs, group):
        super().__init__(200, "")
        self.logs, self.group = logs, group

    def __call__(self, exchange):
        streams = self.logs.client.describe_log_streams(logGroupName=self.group)["logStreams"]
        body = json.dumps({"logStreams": [stream | {"creationTime": LONG_AGO} for stream in streams]})
        exchange.refuse(200, {"Content-Type": "application/x-amz-json-1.1"}, body.encode())


def test_streams_without_events_in_the_window_are_passed_over(logs, exports, aws_api_faults):
    logs.group("web", old=lines(3, LONG_AGO - 600 * MINUTE), new=lines(3), empty=[])
    exports.through(aws_api_faults.endpoint)
    # What the service says of streams that were just made may be behind.
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO - MINUTE, LONG_AGO)}')
    assert aws_api_faults.count("GetLogEvents") == 3 * 2
    aws_api_faults.when(lambda request: request.operation == "DescribeLogStreams", MadeLongAgo(logs, "web"))
    begun = aws_api_faults.count("GetLogEvents")
    ran = exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert exports.messages() == ["line 0", "line 1", "line 2"]
    assert "2 of 3 streams of log group web are passed over" in ran.stderr
    assert aws_api_faults.count("GetLogEvents") == begun + 2
    # What ends now may hold events that the service does not tell of yet.
    exports.run('group = "web"\napi = "get"\nperiod = "1 minute"')
    assert aws_api_faults.count("GetLogEvents") == begun + 2 + 3 * 2


def test_what_is_new_follows_the_bookmark(logs, exports):
    logs.group("web", one=lines(3))
    options = 'group = "web"\napi = "get"'
    exports.run(options)
    logs.put("web", "one", lines(2, LONG_AGO + 10 * MINUTE, word="later"))
    logs.stream("web", "two", lines(1, word="two"))
    exports.run(options)
    exports.run(options)
    assert exports.messages("one") == ["line 0", "line 1", "line 2", "later 0", "later 1"]
    assert exports.messages("two") == ["two 0"]


def test_since_says_where_the_first_run_begins(logs, exports):
    logs.group("web", one=lines(5))
    exports.run(f'group = "web"\nsince = "{iso(LONG_AGO + 3000)}"')
    assert exports.messages() == ["line 3", "line 4"]


@pytest.mark.parametrize("api", ["get", "filter"])
def test_an_event_of_the_bookmarks_time_is_taken_once_and_not_missed(logs, exports, api):
    logs.group("web", one=[(LONG_AGO, "same"), (LONG_AGO, "same"), (LONG_AGO, "other")])
    options = f'group = "web"\napi = "{api}"\norigin = true'.replace("\norigin = true", "")
    exports.run(options)
    logs.put("web", "one", [(LONG_AGO, "a third"), (LONG_AGO, "other")])
    exports.run(options)
    exports.run(options)
    assert sorted(exports.messages()) == ["a third", "other", "other", "same", "same"]


@pytest.mark.parametrize("api", ["get", "filter"])
def test_what_arrives_late_is_found_within_the_margin(logs, exports, api):
    start = now() - 10 * MINUTE
    logs.group("web", one=lines(5, start, MINUTE))
    options = f'group = "web"\napi = "{api}"'
    exports.run(options)
    logs.put("web", "one", [(start + 90_000, "late"), (start - 60 * MINUTE, "too late")])
    exports.run(options)
    exports.run(options)
    assert sorted(exports.messages()) == ["late", "line 0", "line 1", "line 2", "line 3", "line 4"]


def test_without_a_margin_nothing_is_read_again(logs, exports):
    start = now() - 10 * MINUTE
    logs.group("web", one=lines(5, start, MINUTE))
    options = 'group = "web"\napi = "get"\nlate = "0s"'
    exports.run(options)
    logs.put("web", "one", [(start + 90_000, "late"), (start + 5 * MINUTE, "new")])
    exports.run(options)
    assert exports.messages()[5:] == ["new"]


def test_two_events_that_are_the_same_in_everything_are_two(logs, exports):
    start = now() - 5 * MINUTE
    logs.group("web", one=[(start, "again")] * 7)
    for _ in range(3):
        exports.run('group = "web"\napi = "get"')
    assert exports.messages() == ["again"] * 7


def test_a_page_without_events_is_not_the_end(logs, exports, aws_api_faults):
    logs.group("web", one=lines(15_000, step=1))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents" and request.nth == 2, EmptyPage())
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert len(exports.messages()) == 15_000


class EmptyPage(Refuse):
    """No events, and a token that goes on where the one of the request did, as the service does after a search that took too long."""

    def __init__(self):
        super().__init__(200, "")

    def __call__(self, exchange):
        body = b'{"events": [], "nextForwardToken": "f/00000000000000000000000000000000000000000000000000009999", "nextBackwardToken": "b/0"}'
        # Another spelling of the token that moto gives behind the first page.
        exchange.refuse(200, {"Content-Type": "application/x-amz-json-1.1"}, body.replace(b"f/0", b"f/"))


@pytest.mark.parametrize("api, operation", [("get", "GetLogEvents"), ("filter", "FilterLogEvents")])
def test_a_token_that_expired_is_replaced(logs, exports, aws_api_faults, api, operation):
    # Many of one millisecond where the page ends.
    events = [(LONG_AGO + number // 1000, f"{number}") for number in range(25_500)]
    logs.group("web", one=events)
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == operation and request.nth in (2, 4),
                        Refuse(400, "InvalidParameterException", "The specified nextToken is invalid."))
    ran = exports.run(f'group = "web"\napi = "{api}"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert sorted(map(int, exports.messages())) == list(range(25_500))
    assert "going on by time" in ran.stderr


def test_throttling_slows_down_and_loses_nothing(logs, exports, aws_api_faults):
    logs.group("web", **{f"s{n}": lines(11_000, step=1, word=f"s{n}") for n in range(4)})
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.at_random(1, 0.4, [Refuse(400, "ThrottlingException", "Rate exceeded")])
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert len(set(exports.messages())) == len(exports.messages()) == 44_000


def test_the_rate_holds_for_all_streams_together(logs, exports, aws_api_faults):
    logs.group("web", **{f"s{n}": lines(1, word=f"s{n}") for n in range(10)})
    exports.through(aws_api_faults.endpoint)
    path = exports.file(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    path.write_text(path.read_text().replace("rate = 0", "rate = 8"))
    begun = now()
    assert exports.weir.run(path).exit == 0
    assert aws_api_faults.count("GetLogEvents") == 20
    assert now() - begun >= 19 / 8 * 1000


def test_a_stream_deleted_during_the_run_ends_with_exit_3(logs, exports, aws_api_faults):
    logs.group("web", gone=lines(3), here=lines(2))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents" and request.nth == 1, Delete(logs, "web"))
    ran = exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}', exit=3)
    assert "ResourceNotFoundException" in ran.stderr and "stream gone" in ran.stderr
    assert exports.messages() == ["line 0", "line 1"]


class Delete(Refuse):
    """Deletes the stream `gone` before the request reaches the server."""

    def __init__(self, logs, group):
        super().__init__(503, "ServiceUnavailableException")
        self.logs, self.group = logs, group

    def __call__(self, exchange):
        self.logs.client.delete_log_stream(logGroupName=self.group, logStreamName="gone")
        super().__call__(exchange)


def test_a_stream_made_during_the_run_is_for_the_next_one(logs, exports, aws_api_faults):
    logs.group("web", one=lines(3))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents" and request.nth == 1, Make(logs, "web"))
    exports.run('group = "web"\napi = "get"')
    assert exports.messages() == ["line 0", "line 1", "line 2"]
    exports.run('group = "web"\napi = "get"')
    assert exports.messages("made") == ["made 0", "made 1"]


class Make(Refuse):
    """Makes a stream before the request reaches the server."""

    def __init__(self, logs, group):
        super().__init__(503, "ServiceUnavailableException")
        self.logs, self.group = logs, group

    def __call__(self, exchange):
        self.logs.stream(self.group, "made", lines(2, word="made"))
        super().__call__(exchange)


def test_the_service_looks_for_a_pattern(logs, exports):
    logs.group("web", one=[(LONG_AGO, "ERROR one"), (LONG_AGO + 1, "fine"), (LONG_AGO + 2, "ERROR two")])
    exports.run(f'group = "web"\npattern = "ERROR"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert exports.messages() == ["ERROR one", "ERROR two"]


def test_a_group_that_does_not_exist_is_named(logs, exports):
    for api in ["auto", "get"]:
        ran = exports.run(f'group = "nowhere"\napi = "{api}"\nperiod = "1 day"', exit=4)
        assert "nowhere" in ran.stderr and "eu-central-1" in ran.stderr
    ran = exports.run('group = "nowhere*"\nperiod = "1 day"')
    assert "no log group matches nowhere*" in ran.stderr


def test_a_stream_that_is_made_again_under_its_name_is_read_again(logs, exports, aws_api_faults):
    logs.group("web", gone=lines(11_000, step=1))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents" and request.nth == 2, Delete(logs, "web"))
    exports.run('group = "web"\napi = "get"', exit=3)
    assert len(exports.messages()) == 10_000
    logs.stream("web", "gone", lines(2, LONG_AGO + 60_000, word="again"))
    exports.run('group = "web"\napi = "get"')
    assert exports.messages()[10_000:] == ["again 0", "again 1"]


def test_a_group_goes_on_the_way_it_was_begun(logs, exports):
    logs.group("web", **{f"s{n}": lines(1, word=f"s{n}") for n in range(5)})
    exports.run('group = "web"\napi = "get"')
    refused = exports.run('group = "web"\napi = "filter"', exit=4)
    assert 'begun with api = "get"' in refused.stderr
    # FilterLogEvents would take fewer calls.
    exports.run('group = "web"')
    assert len(exports.messages()) == 5


def test_a_group_that_only_a_pattern_means_holds_up_no_other(logs, exports, aws_api_faults):
    logs.group("web-1", one=lines(2))
    logs.group("web-2", one=lines(3))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "DescribeLogStreams" and request.nth == 1,
                        Refuse(400, "ResourceNotFoundException", "The specified log group does not exist."))
    ran = exports.run('group = "web-*"')
    assert "it is passed over" in ran.stderr
    assert len(exports.messages()) == 3


class DeniedLater(Refuse):
    """Leaves the time for an epoch to end."""

    def __init__(self):
        super().__init__(400, "AccessDeniedException")

    def __call__(self, exchange):
        exchange.wait(2)
        super().__call__(exchange)


def test_what_follows_a_whole_group_goes_on_where_it_was_stopped(logs, exports, aws_api_faults):
    """By the token first, up to where the first run wanted to go, and then by time."""
    logs.group("web", **{f"s{n}": lines(12_000, step=1, word=f"s{n}") for n in range(2)})
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "FilterLogEvents" and request.nth == 2, DeniedLater())
    options = 'group = "web"\napi = "filter"'
    # An epoch a page.
    exports.run(options, exit=5, more='bytes = "64KiB"')
    assert len(exports.messages()) == 10_000
    aws_api_faults.calm()
    logs.put("web", "s0", [(now() - 1, "new")])
    exports.run(options)
    found = exports.messages()
    assert len(found) == 24_001 and len(set(found)) == 24_001
    exports.run(options)
    assert len(exports.messages()) == 24_001


def test_a_window_that_is_not_ended_can_be_let_go(logs, exports, aws_api_faults):
    logs.group("web", one=lines(10, step=MINUTE))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents", Refuse(400, "AccessDeniedException"))
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + 2 * MINUTE)}', exit=5)
    ran = exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO + 5 * MINUTE, LONG_AGO + 7 * MINUTE)}', exit=5)
    assert "--forget-window lets it go" in ran.stderr
    aws_api_faults.calm()
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO + 5 * MINUTE, LONG_AGO + 7 * MINUTE)}', "--forget-window")
    assert exports.messages() == ["line 5", "line 6"]


def test_a_pipeline_that_takes_no_windows_any_more_lets_them_go(logs, exports, aws_api_faults):
    logs.group("web", one=lines(3))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents", Refuse(400, "AccessDeniedException"))
    exports.run('group = "web"\napi = "get"\nperiod = "1 day"', exit=5)
    aws_api_faults.calm()
    ran = exports.run('group = "web"\napi = "get"\nsince = "1 day ago"\nending = "1 minute ago"')
    assert "it is let go" in ran.stderr
    assert len(exports.messages()) == 3


def test_messages_go_into_a_parser(logs, exports):
    line = '192.0.2.7 - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 12'
    logs.group("apache", one=[(LONG_AGO, line), (LONG_AGO + 1, "no such line")])
    path = exports.weir.pipeline(f"""
        weir = 1
        [source.events]
        type = "cwlogs"
        group = "apache"
        {window(LONG_AGO, LONG_AGO + MINUTE)}
        [transform.rows]
        type = "apache"
        from = "events"
        [sink.out]
        type = "text"
        from = "rows"
        path = "{exports.weir.folder}/out"
        [dead_letter]
        max_rejected = 1.0""")
    ran = exports.weir.run(path)
    assert ran.exit == 0, ran
    (row,) = exports.rows()
    assert row["status"] == 200 and row["log_stream"] == "one"
    (letter,) = exports.weir.dead_letters()
    assert "no such line" in str(letter) and "apache:one" in str(letter) or "apache:*" in str(letter)


def test_text_of_every_kind_arrives_as_it_is(logs, exports):
    texts = ["", 'quotes " and \\ back', "tab\tand\nnewline", "\u0000\u001f", "snow \u2603 and \U0001f600", "x" * 200_000]
    logs.group("web", one=[(LONG_AGO + n, text) for n, text in enumerate(texts) if text])
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert exports.messages() == texts[1:]


def test_faults_of_the_network_change_nothing(logs, exports, aws_api_faults):
    logs.group("web", **{f"s{n}": lines(11_000, step=1, word=f"s{n}") for n in range(4)})
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.at_random(7, 0.2, [Refuse(500, "InternalFailure"), Reset(), HalfAnswer()])
    exports.run(f'group = "web"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    assert len(set(exports.messages())) == len(exports.messages()) == 44_000


def test_an_unfinished_window_is_finished_first(logs, exports, aws_api_faults):
    """What ended "now" when it was begun ends then still, and what came since is for the next window."""
    start = now()
    logs.group("web", one=lines(3, start - 5000))
    exports.through(aws_api_faults.endpoint)
    options = 'group = "web"\napi = "get"\nperiod = "1 hour"'
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents", Refuse(400, "AccessDeniedException"))
    exports.run(options, exit=5)
    aws_api_faults.calm()
    while now() < start + 3000:
        pass
    logs.put("web", "one", [(start + 2000, "later")])
    ran = exports.run(options)
    assert "an earlier run did not end its window" in ran.stderr
    assert exports.messages()[:3] == ["line 0", "line 1", "line 2"]
    # Then its own, which holds them too.
    assert sorted(exports.messages()[3:]) == ["later", "line 0", "line 1", "line 2"]
    assert "an earlier run" not in exports.run(options).stderr


def test_other_windows_do_not_pass_one_that_is_not_finished(logs, exports, aws_api_faults):
    logs.group("web", one=lines(10, step=MINUTE))
    exports.through(aws_api_faults.endpoint)
    aws_api_faults.when(lambda request: request.operation == "GetLogEvents", Refuse(400, "AccessDeniedException"))
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO, LONG_AGO + 2 * MINUTE)}', exit=5)
    aws_api_faults.calm()
    exports.run(f'group = "web"\napi = "get"\n{window(LONG_AGO + 5 * MINUTE, LONG_AGO + 7 * MINUTE)}')
    assert exports.messages() == ["line 0", "line 1", "line 5", "line 6"]


@pytest.mark.parametrize("options, said", [
    ('group = "a"\nperiod = "1 day"\nsince = "1 day ago"', "two ways to say where events begin"),
    ('group = []', "name a log group"),
    ('group = "a"\napi = "get"\npattern = "ERROR"', "GetLogEvents knows no `pattern`"),
    ('group = "a"\nperiod = "1 fortnite"', "period"),
    ('group = "a"\nsince = "tomorrow"', "there is no time between"),
])
def test_what_makes_no_sense_is_refused(exports, options, said):
    refused = exports.weir.tell("check", exports.file(options))
    assert refused.exit == 78 and said in refused.stderr, refused


def test_a_region_is_needed(exports):
    del exports.weir.extra["AWS_REGION"]
    refused = exports.weir.tell("check", exports.file('group = "a"'))
    assert refused.exit == 78 and "region" in refused.stderr, refused


def test_pages_may_come_in_any_order_of_streams(logs, exports):
    """FilterLogEvents mixes the streams; each is in order in itself."""
    logs.group("web", **{name: [(LONG_AGO + n * 7 % 100 * 10 + n, f"{n}") for n in range(500)] for name in ["a", "b", "c"]})
    exports.run(f'group = "web"\napi = "filter"\n{window(LONG_AGO, LONG_AGO + MINUTE)}')
    for stream, found in itertools.groupby(sorted(exports.rows(), key=lambda row: row["log_stream"]), key=lambda row: row["log_stream"]):
        times = [row["timestamp"] for row in found]
        assert len(times) == 500 and times == sorted(times), stream
