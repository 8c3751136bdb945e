"""weir aws whoami against servers on loopback, reached through the variables that all of AWS's tools know."""

import http.server
import json
import os
import shutil
import subprocess
import threading
import time

import pytest

from weir import WEIR

IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/somebody</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
ROLE = "/latest/meta-data/iam/security-credentials/"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAHIDDENWXYZ", "AWS_SECRET_ACCESS_KEY": "hidden"}


class Server:
    """Answers by method and path, or with 404; keeps what it was asked."""

    def __init__(self, answers):
        self.asked = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                server.asked.append((self.command, self.path, dict(self.headers), body))
                status, text = answers.get((self.command, self.path), (404, ""))
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_PUT = do_POST = answer

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def serve():
    servers = []

    def start(answers):
        servers.append(Server(answers))
        return servers[-1]

    yield start
    for server in servers:
        server.http.shutdown()
        server.http.server_close()


@pytest.fixture
def whoami(tmp_path):
    def call(*arguments, **variables):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "WEIR_")) and not name.lower().endswith("_proxy")}
        environment = kept | {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"} | variables
        result = subprocess.run([WEIR, "aws", "whoami", *arguments], env=environment, capture_output=True, text=True, timeout=100, check=False)
        assert "hidden" not in (result.stdout + result.stderr).lower(), "no secret is shown"
        return result

    return call


def test_the_keys_of_the_environment(whoami, serve):
    sts = serve({("POST", "/"): (200, IDENTITY)})
    result = whoami("--region", "eu-central-1", AWS_ENDPOINT_URL_STS=sts.url, **KEYS)
    assert result.returncode == 0, result
    assert result.stdout.splitlines() == [
        "credentials  environment", "access key   ...WXYZ", "expires      never", "region       eu-central-1, of the option",
        "account      123456789012", "arn          arn:aws:iam::123456789012:user/somebody"]
    assert result.stderr == ""
    (_, _, headers, body), = sts.asked
    assert body == "Action=GetCallerIdentity&Version=2011-06-15"
    assert f"/{time.strftime('%Y%m%d', time.gmtime())}/eu-central-1/sts/aws4_request" in headers["Authorization"]


def test_the_role_of_an_instance(whoami, serve):
    document = {"Code": "Success", "AccessKeyId": "ASIAHIDDENABCD", "SecretAccessKey": "hidden", "Token": "hidden",
                "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))}
    metadata = serve({("PUT", "/latest/api/token"): (200, "imds-token"), ("GET", ROLE): (200, "worker"), ("GET", ROLE + "worker"): (200, json.dumps(document))})
    sts = serve({("POST", "/"): (200, IDENTITY)})
    result = whoami(AWS_EC2_METADATA_DISABLED="false", AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url, AWS_ENDPOINT_URL=sts.url, http_proxy="http://127.0.0.1:9")
    assert [path for _, path, _, _ in metadata.asked] == ["/latest/api/token", ROLE, ROLE + "worker"], "and no proxy in between"
    assert "credentials  instance metadata\n" in result.stdout
    assert "not from     environment: AWS_ACCESS_KEY_ID is not set\n" in result.stdout
    assert "access key   ...ABCD\n" in result.stdout
    result = whoami(AWS_EC2_METADATA_DISABLED="false", AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url, AWS_ENDPOINT_URL=sts.url)
    assert result.returncode == 0, result
    assert sts.asked[-1][2]["X-Amz-Security-Token"] == "hidden"


def test_exit_codes(whoami, serve, tmp_path):
    refusal = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no such key</Message></Error></ErrorResponse>"
    denied = whoami(AWS_ENDPOINT_URL_STS=serve({("POST", "/"): (403, refusal)}).url, **KEYS)
    assert denied.returncode == 5 and "403 InvalidClientTokenId: no such key" in denied.stderr
    none = whoami()
    assert none.returncode == 5 and "no AWS credentials" in none.stderr and none.stdout.count("not from") == 5
    away = whoami(AWS_ENDPOINT_URL_STS="http://127.0.0.1:1", **KEYS)
    assert away.returncode == 4 and "127.0.0.1:1" in away.stderr
    assert whoami("--profile", "nope").returncode == 78
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[default]\nhidden\n")
    broken = whoami()
    assert broken.returncode == 78 and "config:2: neither a [section] nor a setting" in broken.stderr
    assert whoami("--nope").returncode == 2


def test_only_the_plugin_of_that_name_is_loaded(weir, tmp_path):
    """A plugin that would end the process when it is loaded is not touched by another's command."""
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    source = plugins / "bomb.c"
    source.write_text('#include <stdlib.h>\n__attribute__((constructor)) static void boom(void) { _Exit(99); }\n')
    subprocess.run(["cc", "-shared", "-fPIC", "-o", plugins / "bomb.so", source], check=True)
    environment = weir.environment() | {"WEIR_PLUGIN_PATH": str(plugins), "HOME": str(tmp_path)}
    call = lambda *words: subprocess.run([WEIR, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: E731
    assert call("list").returncode == 99
    assert call("aws", "--help").returncode == 0
    assert call("nope").returncode == 2
    assert call("bomb").returncode == 99


def test_words_that_are_no_command(weir):
    unknown = weir.tell("nope")
    for words in (["parquet"], ["../aws"], ["aws.so"]):
        result = weir.tell(*words)
        assert (result.exit, result.stderr) == (unknown.exit, unknown.stderr), "a plugin without a command is an unknown word"
    assert "weir aws whoami" in weir.tell("--help").stdout


def test_a_plugin_that_is_refused_is_named(weir, tmp_path):
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    shutil.copy(WEIR.parents[1] / "lib/weir/plugins/console.so", plugins / "other.so")
    (plugins / "other.so").chmod(0o777)
    result = subprocess.run([WEIR, "other"], env=weir.environment() | {"WEIR_PLUGIN_PATH": str(plugins)}, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "other.so: the file or its folder is writable by others" in result.stderr
