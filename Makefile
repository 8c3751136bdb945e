# make            builds the runner: build/bin/weir
# make demo       builds it and turns the bundled logs into a Parquet table
# make test       everything: unit tests, sanitizers, integration tests, a share of the crash tests
# make crash      all of the crash tests: about two hours
# make fuzz       T=60: hostile bytes for everything that reads any, T seconds a target; FUZZ="alb state" for some of them
# make bench      weir beside other tools: BYTES=1GB, RUNS=5, ONLY=weir,duckdb; FORMAT=cloudtrail: beside DuckDB, other logs than alb
#                 (elb, s3_access, vpc_flow, cloudfront, cloudtrail)
# make bench-scaling   two cores over one, and what epochs cost
# make bench-micro     inflate, records, fields, dictionaries, pages, credits and hops, each alone; FILTER=Hop
# make bench-s3  what it costs that logs and tables lie in a bucket
# make bench-cwlogs   what an export of CloudWatch Logs costs
# make docs       writes the tables of the parsers' columns into the manual
# make install    PREFIX=/usr/local, DESTDIR=
#
# On Debian each target installs the packages that it needs and that are not there.  What else tests need is put into build/, once: Python
# packages from PyPI, parquet-java from Maven Central, an S3 server from its Go module (make test-servers).

PREFIX ?= /usr/local
PYTHON ?= /usr/bin/python3
JOBS   ?= $(shell nproc)

BUILD_PACKAGES := ccache ninja-build cmake g++ make pkg-config libtbb-dev libtomlplusplus-dev libisal-dev zlib1g-dev libsnappy-dev \
	libzstd-dev libsqlite3-dev libxxhash-dev libspdlog-dev libfmt-dev libcli11-dev libre2-dev libsimdjson-dev nlohmann-json3-dev \
	libcurl4-openssl-dev libssl-dev libpugixml-dev libhowardhinnant-date-dev tzdata
TEST_PACKAGES := systemd libgtest-dev python3 python3-venv valgrind openjdk-17-jdk-headless maven
FUZZ_PACKAGES := clang-16 libclang-rt-16-dev llvm-16 python3
# Spark runs on Java.
BENCH_PACKAGES := python3 python3-venv openjdk-17-jre-headless libbenchmark-dev

VENV := build/venv
DUCKDB_S3 := build/duckdb-s3
PARQUET_JAVA := build/parquet-java
VERSITYGW_VERSION := v1.8.0
VERSITYGW := build/servers/versitygw-$(VERSITYGW_VERSION)
READBACK := tests/unit/parquet/readback
WEIR := build/bin/weir
DEMO := build/demo

# The sanitizers' shadow memory and a highly random address space do not go together; where it is allowed, switch that off.
STEADY := $(shell setarch -R true 2>/dev/null && echo setarch -R)
CTEST  := ctest --output-on-failure --no-tests=error -j $(JOBS)
PYTEST := PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/pytest -c tests/integration/pytest.ini -o cache_dir=$(CURDIR)/build/pytest-cache \
	--basetemp=build/pytest tests/integration

SEED   ?= 1
CRASH  := PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python tests/crash/crash.py --jobs $(JOBS) --seed $(SEED)

T    ?= 60
FUZZ ?=

BYTES      ?= 1GB
RUNS       ?= 5
ONLY       ?=
FORMAT     ?= alb
BENCH_VENV := build/bench/venv
BENCH      := PYTHONDONTWRITEBYTECODE=1 $(BENCH_VENV)/bin/python bench/bench.py

.DEFAULT_GOAL := build
.NOTPARALLEL:
.PHONY: deps test-deps test-servers bench-deps bench bench-scaling bench-s3 bench-cwlogs bench-micro build demo test test-release test-integration test-parquet test-crash test-asan test-tsan crash \
	crash-build docs fuzz install clean format

# $(call install-packages,names): nothing when all are there, or where there is no dpkg.
define install-packages
@command -v dpkg-query >/dev/null || exit 0; \
missing=; \
for package in $(1); do \
  dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] && exit 0; \
sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
echo "installing$$missing"; \
$$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing
endef

deps:
	$(call install-packages,$(BUILD_PACKAGES))

test-deps:
	$(call install-packages,$(BUILD_PACKAGES) $(TEST_PACKAGES))

build: deps
	cmake --preset release -DWEIR_TESTS=OFF
	cmake --build build -j $(JOBS)

demo: build
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	@echo
	WEIR_STATE=$(DEMO)/state $(WEIR) run pipelines/alb-to-parquet.toml --set input=pipelines/demo/logs --set output=$(DEMO)/table
	@echo
	@echo "The table is in $(DEMO)/table:"
	@cd $(DEMO)/table && find . -name '*.parquet' -printf '  %P  %s bytes\n' | sort
	@echo
	@echo "Try, with DuckDB (https://duckdb.org):"
	@echo "  duckdb -c \"SELECT region, elb_status_code, count(*) AS requests, avg(target_processing_time) AS seconds"
	@echo "             FROM read_parquet('$(DEMO)/table/**/*.parquet', hive_partitioning = true) GROUP BY ALL ORDER BY ALL\""

$(VENV)/installed: tests/requirements.txt | test-deps
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

# DuckDB with its extension for S3, which PyPI has for an older DuckDB than the venv's.
$(DUCKDB_S3)/installed: tests/requirements-duckdb-s3.txt | $(VENV)/installed
	rm -rf $(DUCKDB_S3)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --target $(DUCKDB_S3) -r tests/requirements-duckdb-s3.txt
	touch $@

# parquet-java, from Maven Central, and the program that reads with it.
$(PARQUET_JAVA)/installed: $(READBACK)/pom.xml $(READBACK)/ReadBack.java | test-deps
	@command -v mvn >/dev/null && command -v javac >/dev/null || \
	  { echo "parquet-java needs a JDK and Maven: sudo apt-get install openjdk-17-jdk-headless maven" >&2; exit 1; }
	rm -rf $(PARQUET_JAVA)/lib $(PARQUET_JAVA)/classes
	mvn -q -B -ntp -f $(READBACK)/pom.xml dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(PARQUET_JAVA)/lib \
	  -Dmaven.repo.local=$(CURDIR)/$(PARQUET_JAVA)/m2
	javac -d $(PARQUET_JAVA)/classes -cp '$(PARQUET_JAVA)/lib/*' $(READBACK)/ReadBack.java
	touch $@

# An S3 server, built from its Go module with the Go that is a package of the venv: Debian's is too old.  The link is what tests start.
$(VERSITYGW): | $(VENV)/installed
	rm -rf build/servers
	mkdir -p build/servers
	env CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-modcacherw GOPATH=$(CURDIR)/build/servers/go GOCACHE=$(CURDIR)/build/servers/go-cache \
	  GOBIN=$(CURDIR)/build/servers/bin $(VENV)/bin/go install -p $(JOBS) github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW_VERSION)
	mv build/servers/bin/versitygw $@
	ln -s $(notdir $@) build/servers/versitygw
	rm -rf build/servers/go build/servers/go-cache build/servers/bin

# What the tests start beside weir: S3, and the AWS services that moto, which is in the venv, has.
test-servers: $(VENV)/installed $(VERSITYGW)

test: test-release test-integration test-parquet test-crash test-asan test-tsan

test-release: test-deps
	cmake --preset release -DWEIR_TESTS=ON
	cmake --build build -j $(JOBS)
	$(CTEST) --test-dir build

test-integration: test-release test-servers $(DUCKDB_S3)/installed
	$(PYTEST)

# Tables of random schemas and values, read back by other hands.
test-parquet: test-release $(VENV)/installed $(PARQUET_JAVA)/installed
	for seed in 1 2 3; do \
	  rm -rf build/random-tables && mkdir -p build/random-tables && \
	  build/tests/unit/parquet/write_random_tables build/random-tables $$seed 40 && \
	  PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python $(READBACK) build/random-tables $(PARQUET_JAVA) || exit 1; \
	done

crash-build: test-servers $(VENV)/installed
	cmake --preset crash
	cmake --build build-crash -j $(JOBS)

crash: crash-build
	$(CRASH) --random 1000

test-crash: crash-build
	$(CRASH) --seconds 120

# Where libraries were loaded while a program runs, the leak checker meets threads in their thread-local memory that are ending, and dies:
# so in the runs of weir it does not look there.  What is then kept by such memory alone counts as lost; the suppressions name it.
LSAN := LSAN_OPTIONS=use_tls=0:print_suppressions=0:suppressions=$(CURDIR)/tests/lsan.supp

test-asan: test-deps test-servers $(DUCKDB_S3)/installed
	cmake --preset asan
	cmake --build build-asan -j $(JOBS)
	$(STEADY) $(CTEST) --test-dir build-asan
	$(LSAN) WEIR_SANITIZED=1 WEIR_BIN=build-asan/bin/weir $(STEADY) env $(PYTEST) -m "not heavy"

# What threads share: lanes, credits, epochs, requests, writes of files.
test-tsan: test-deps
	cmake --preset tsan
	cmake --build build-tsan -j $(JOBS)
	TSAN_OPTIONS=suppressions=$(CURDIR)/tests/tsan.supp $(STEADY) $(CTEST) --test-dir build-tsan -R 'aws|graph|epoch|store'

fuzz:
	$(call install-packages,$(BUILD_PACKAGES) $(FUZZ_PACKAGES))
	cmake --preset fuzz
	cmake --build build-fuzz -j $(JOBS) --target fuzz_targets
	PYTHONDONTWRITEBYTECODE=1 $(STEADY) $(PYTHON) tests/fuzz/fuzz.py --seconds $(T) --jobs $(JOBS) $(FUZZ)

bench-deps:
	$(call install-packages,$(BENCH_PACKAGES))

$(BENCH_VENV)/installed: bench/requirements.txt | bench-deps
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	touch $@

bench: build $(BENCH_VENV)/installed
	$(BENCH) compare --format $(FORMAT) --bytes $(BYTES) --runs $(RUNS) $(if $(ONLY),--only $(ONLY))

bench-scaling: build $(BENCH_VENV)/installed
	$(BENCH) cores --bytes $(BYTES) --runs $(RUNS)
	$(BENCH) epochs --runs $(RUNS)

bench-s3: build test-servers
	PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python bench/s3.py throughput --bytes $(BYTES) --runs $(RUNS)
	PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python bench/s3.py small
	PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python bench/s3.py listing

bench-cwlogs: build test-servers
	PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python bench/cwlogs.py --runs $(RUNS)

bench-micro: deps bench-deps
	cmake --preset release -DWEIR_BENCH=ON
	cmake --build build -j $(JOBS) --target bench_micro
	build/bench/micro/bench_micro --benchmark_filter='$(or $(FILTER),.)' --benchmark_repetitions=5 --benchmark_report_aggregates_only=true

install: build
	DESTDIR=$(DESTDIR) cmake --install build --prefix $(PREFIX)

clean:
	rm -rf build build-dev build-asan build-tsan build-crash build-fuzz

docs: build
	docs/columns.py

format:
	git ls-files '*.cpp' '*.hpp' '*.h' | xargs clang-format -i
