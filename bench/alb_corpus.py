#!/usr/bin/env python3
"""Writes gzipped ALB access logs, laid out and named as AWS delivers them.

    bench/alb_corpus.py --out corpus --bytes 1GB --seed 1 --jobs 2

The same seed, size and number of files give the same bytes, whatever the number of jobs.  Sizes are before compression.
Every line has a trace id of its own, so a test can tell each row from all others.
"""

import argparse
import multiprocessing
import random
import re
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

ACCOUNT = "123456789012"
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-west-1"]
FIRST_DAY = datetime(2024, 2, 28, tzinfo=timezone.utc)  # the third day is the 29th of February
DAYS = 4
WINDOW = timedelta(minutes=5)
WINDOWS = 280  # of a day's 288
LINE_BYTES = 664  # about; only used to decide how many lines to make at a time
FILE_BYTES = 25_000_000
CHUNK_LINES = 4000

SITES = ["www.example.com", "api.example.com", "shop.example.org", "img.example.net", "intranet.example.com"]
WORDS = ["account", "basket", "catalogue", "checkout", "events", "feed", "health", "images", "items", "login", "orders",
         "products", "profile", "reports", "search", "session", "static", "stores", "users", "v1", "v2", "wishlist"]
ENDINGS = ["", "", "", "/", ".html", ".json", ".js", ".css", ".png", "/details", "/list", "/history"]
VERBS = ["GET"] * 80 + ["POST"] * 12 + ["PUT"] * 3 + ["HEAD"] * 2 + ["OPTIONS"] * 2 + ["DELETE"]
CIPHERS = ["ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"] * 4 + ["TLS_AES_128_GCM_SHA256 TLSv1.3"] * 5 + ["ECDHE-RSA-AES256-GCM-SHA384 TLSv1.2"]
FIELDS = [29] * 3 + [30] * 5 + [33, 34]  # how many fields the lines of a file have
USER_AGENTS = [
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36{suffix}"
    for system in ["Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "Linux; Android 10; K"]
    for version in range(112, 123, 2)
    for suffix in ["", f" Edg/{version}.0.2210.91"]
] + [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:122.0) Gecko/20100101 Firefox/122.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "ELB-HealthChecker/2.0", "curl/8.5.0", "python-requests/2.31.0", "Go-http-client/2.0", "okhttp/4.12.0", "-",
    "Agent \\x22quoted\\x22/1.0",
]


class LoadBalancer:
    """One load balancer of a region, with what the lines of its logs have in common."""

    def __init__(self, region, number):
        rng = random.Random(f"load balancer {region} {number}")
        self.region = region
        self.id = f"{rng.getrandbits(64):016x}"
        self.name = f"app/front-{number}/{self.id}"
        self.file_part = self.name.replace("/", ".")
        self.target_groups = [
            f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:targetgroup/service-{n}/{rng.getrandbits(64):016x}" for n in range(4)]
        self.certificates = [f"arn:aws:acm:{region}:{ACCOUNT}:certificate/{uuid(rng)}" for _ in range(2)]
        self.targets = [f"10.0.{rng.randrange(4)}.{rng.randrange(4, 250)}:{port}" for port in (80, 8080, 8443) for _ in range(16)]
        self.clients = [client_address(rng) for _ in range(4000)]
        self.paths = ["/" + "/".join(rng.choices(WORDS, k=rng.randrange(1, 4))) + f"/{rng.randrange(100, 9999)}" * (rng.random() < 0.5)
                      + rng.choice(ENDINGS) for _ in range(3000)]


def uuid(rng):
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def client_address(rng):
    if rng.random() < 0.03:
        return "2001:db8:" + ":".join(f"{rng.getrandbits(16):x}" for _ in range(6))
    return f"{rng.randrange(1, 224)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def connections(rng, balancer, count):
    """(type, client, agent, cipher and protocol, domain and certificate, url start, http version, connection id) for each of count connections."""
    found = []
    for client in rng.choices(balancer.clients, k=count):
        site = rng.choice(SITES)
        secure = rng.random() < 0.85
        http2 = secure and rng.random() < 0.6
        found.append((
            "h2" if http2 else "https" if secure else "http",
            f"{client}:{rng.randrange(1024, 65536)}",
            rng.choice(USER_AGENTS),
            rng.choice(CIPHERS) if secure else "- -",
            f'"{site}" "{rng.choice(balancer.certificates + ["session-reused"])}"' if secure else '"-" "-"',
            f"https://{site}:443" if secure else f"http://{site}:80",
            "HTTP/2.0" if http2 else "HTTP/1.1",
            f"TID_{rng.getrandbits(128):032x}",
        ))
    return found


def milliseconds(rng, mean, count):
    """Times as an ALB writes them: seconds with three decimals."""
    table = [f"{ms / 1000:.3f}" for ms in range(2000)]
    return [table[min(int(rng.expovariate(1 / mean)), 1999)] for _ in range(count)]


def lines(rng, balancer, first, last, count, fields):
    """count log lines (without line ends) answered between first and last, in the order of their times."""
    start = int(first.timestamp())
    width = int((last - first).total_seconds() * 1_000_000)
    times = sorted(int(rng.random() * width) for _ in range(count))
    seconds = [(first + timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%S") for n in range(-30, width // 1_000_000 + 1)]
    node = f"10.0.0.{rng.randrange(4, 250)}"
    columns = zip(
        times,
        rng.choices(connections(rng, balancer, max(1, count // 6)), k=count),
        rng.choices(balancer.targets, k=count),
        milliseconds(rng, 1, count), milliseconds(rng, 45, count), milliseconds(rng, 1, count),
        rng.choices([200] * 180 + [304] * 20 + [301, 404, 404, 404, 403, 500, 502, 503, 460, 400], k=count),
        rng.choices(VERBS, k=count),
        rng.choices(balancer.paths, k=count),
        rng.choices(balancer.target_groups, k=count),
        rng.choices([0, 1, 1, 1, 2, 3, 10, 100], k=count),
    )
    random_, bits = rng.random, rng.getrandbits
    for at, connection, target, wait, work, reply, status, verb, path, group, priority in columns:
        type_, client, agent, tls, domain, base, version, connection_id = connection
        answered = f"{seconds[30 + at // 1_000_000]}.{at % 1_000_000:06d}Z"
        begun = at - 1000 * int(random_() * 80)
        created = f"{seconds[30 + begun // 1_000_000]}.{begun % 1_000_000:06d}Z"
        url = f"{base}{path}"
        chance = random_()
        if chance < 0.35:
            url += f"?id={bits(40):x}"
        elif chance < 0.55:
            url += f"?page={int(random_() * 40)}&sort=price"
        elif chance < 0.56:
            url += "?q=\\x22a b\\x22"
        request = f"{verb} {url} {version}"
        actions, redirect, reason, kind, why = "forward", "-", "-", "Acceptable", "-"
        target_status, sent = str(status), int(random_() * random_() * 60000) + 120
        if status == 301:
            target = target_status = group = "-"
            wait = work = reply = "-1"
            actions, redirect = "redirect", f"https://{base[base.index('//') + 2:].split(':')[0]}:443{path}"
        elif status in (403, 503):
            target = target_status = "-"
            wait = work = reply = "-1"
            actions = "waf" if status == 403 else "forward"
        elif status == 400:
            target = target_status = group = "-"
            wait = work = reply = "-1"
            request, actions, kind, why = f"- {base}- -", "-", "Severe", "BadMethod"
            priority = "-"
        elif status in (460, 502):
            reply = "-1"
            target_status = "-"
            if status == 502:
                reason = "LambdaInvalidResponse"
        line = (
            f'{type_} {answered} {balancer.name} {client} {target} {wait} {work} {reply} {status} {target_status} '
            f'{int(random_() * 900) + 60} {sent} "{request}" "{agent}" {tls} {group} "Root=1-{start + at // 1_000_000:08x}-{bits(96):024x}" '
            f'{domain} {priority} {created} "{actions}" "{redirect}" "{reason}" "{target}" "{target_status}" "{kind}" "{why}"')
        if fields >= 30:
            line += f" {connection_id}"
        if fields >= 33:
            line += ' "-" "-" "-"'
        if fields >= 34:
            line += f" {node}"
        yield line


def write_file(out, seed, number, size, balancers):
    """Writes the corpus's file of this number, and returns its size before compression."""
    rng = random.Random(f"{seed} {number}")
    balancer = balancers[number % len(balancers)]
    turn = number // len(balancers)
    # A window that ends at midnight lies in the folder of the next day: the folder's date is not always that of the rows.
    day = FIRST_DAY + timedelta(days=turn % DAYS)
    end = day + timedelta(days=1) - ((turn // DAYS + number) % WINDOWS) * WINDOW
    folder = Path(out) / balancer.region / end.strftime("%Y/%m/%d")
    folder.mkdir(parents=True, exist_ok=True)
    address = f"{rng.randrange(1, 224)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
    tail = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=8))
    name = f"{ACCOUNT}_elasticloadbalancing_{balancer.region}_{balancer.file_part}_{end:%Y%m%dT%H%MZ}_{address}_{tail}.log.gz"
    fields = rng.choice(FIELDS)
    chunks = max(1, -(-size // (CHUNK_LINES * LINE_BYTES)))
    written = 0
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: a gzip header, with no time in it
    with open(folder / name, "wb") as file:
        for chunk in range(chunks):
            first = end - WINDOW + WINDOW * chunk / chunks
            rest = size - written
            count = max(1, min(2 * CHUNK_LINES, round(rest / (chunks - chunk) / LINE_BYTES)))
            text = "".join(line + "\n" for line in lines(rng, balancer, first, end - WINDOW + WINDOW * (chunk + 1) / chunks, count, fields))
            data = text.encode()
            written += len(data)
            file.write(squeeze.compress(data))
        file.write(squeeze.flush())
    return written


def write_some(job):
    out, seed, numbers, sizes, regions = job
    balancers = [LoadBalancer(region, n) for n in range(2) for region in REGIONS[:regions]]
    return sum(write_file(out, seed, number, sizes[number], balancers) for number in numbers)


def write_corpus(out, size, seed=1, files=None, jobs=1, regions=3):
    """Writes the corpus below the folder `out` and returns its size before compression, which is about `size`."""
    files = files or max(1, round(size / FILE_BYTES))
    rng = random.Random(f"sizes {seed}")
    weights = [0.5 + rng.random() for _ in range(files)]
    sizes = [int(size * weight / sum(weights)) for weight in weights]
    work = [(out, seed, range(job, files, jobs), sizes, regions) for job in range(jobs)]
    if jobs == 1:
        return write_some(work[0])
    with multiprocessing.Pool(jobs) as pool:
        return sum(pool.map(write_some, work))


def parse_size(text):
    """1000, 20MB, 1GB or 8MiB in bytes."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)(i?)B?", text, re.IGNORECASE)
    if not match:
        raise argparse.ArgumentTypeError(f"not a size: {text!r}; expected something like 200MB")
    power = {"": 0, "K": 1, "M": 2, "G": 3}[match[2].upper()]
    return int(float(match[1]) * (1024 if match[3] else 1000) ** power)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="folder above the regions")
    parser.add_argument("--bytes", type=parse_size, default="1GB", help="size before compression (default 1GB)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, help=f"number of files (default: one per {FILE_BYTES // 1_000_000} MB)")
    parser.add_argument("--regions", type=int, choices=range(1, len(REGIONS) + 1), default=3)
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    options = parser.parse_args()
    written = write_corpus(options.out, options.bytes, options.seed, options.files, options.jobs, options.regions)
    print(f"{written / 1e6:.1f} MB of logs, before compression, in {options.out}")


if __name__ == "__main__":
    main()
