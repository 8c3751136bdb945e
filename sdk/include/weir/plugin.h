/* weir/plugin.h - the whole contract between the weir runner and a plugin.  C11, needs only arrow.h.
 *
 * Compiles as C11 and C++20.  Provisional until it is frozen as 1.0.
 *
 * Growth, in force once frozen:
 *   - A struct starts with `size`, set by whoever fills it in.  Fields are only ever appended; a field added
 *     later is read through WEIR_HAS.  Numbers are never reused.
 *   - A breaking change is a new entry symbol (weir_plugin_v2).
 *   - Optional features are tables fetched by id, "weir.<name>/<revision>", through extension().
 *
 * Threads.  Every function carries one tag:
 *   [setup]  one thread at a time per component, before anything runs; may block.
 *   [lane]   one call at a time per lane, on any thread of the compute arena; must not block.
 *   [io]     one call at a time per reader or lane, on an IO thread; may block, returns within 1 s of host->cancelled().
 *   [any]    any thread, from create to destroy.
 * No exception and no longjmp crosses this boundary, in either direction.
 */
#ifndef WEIR_PLUGIN_H
#define WEIR_PLUGIN_H

#include <stddef.h>
#include <stdint.h>
#include "arrow.h" /* struct ArrowSchema, struct ArrowArray: the Arrow C data interface */

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_EXPORT __attribute__((visibility("default")))
#define WEIR_HAS(s, field) ((s)->size >= offsetof(__typeof__(*(s)), field) + sizeof((s)->field))

typedef struct { const char *data; size_t len; } weir_str; /* bytes; UTF-8 where it is text; not NUL terminated */

/* ---- outcomes -------------------------------------------------------------------------------- */

typedef int32_t weir_code; /* >= 0: how it went.  < 0: what the runner should do about it. */
enum {
  WEIR_OK = 0,
  WEIR_IDLE = 1,        /* source: nothing now; ask again after error->retry_after_ms.  The thread goes back to the pool */
  WEIR_END = 2,         /* source: nothing more in this run, but the split may grow: its position is kept */
  WEIR_DONE = 3,        /* source: the split will never give anything again */
  WEIR_RESTARTED = 4,   /* source, from open: the content became another one and is read from its start; the position was void */
  WEIR_E_RETRY = -1,    /* transient: the same call may succeed after retry_after_ms.  Not after it emitted or kept anything */
  WEIR_E_FATAL = -2,    /* the component is unusable: abandon the epoch, keep the last commit, exit 4 */
  WEIR_E_DENIED = -3,   /* credentials or permission: the same, exit 5 */
  WEIR_E_CONFIG = -4,   /* options or schema are wrong: exit 78; only from create, bind, open */
  WEIR_E_CANCELLED = -5,/* gave up because host->cancelled() said so, or nobody wants the rest (a closed pipe): ends the run, exit 75 */
  WEIR_E_SPLIT = -6,    /* source: this split can't be read on (damaged, gone, denied); the run goes on, exit 3 */
  WEIR_E_LOST = -7,     /* source: another worker owns it now: the epoch is abandoned, the run goes on without it */
  WEIR_E_BUG = -8       /* the component broke its own rules (an exception reached the boundary): abandon the epoch, exit 1 */
};                      /* any other value is a bug in the plugin too */

typedef struct {        /* owned by the runner, zeroed before the call; filled in by the callee when it returns < 0 or WEIR_IDLE */
  uint32_t size;
  int32_t detail;       /* HTTP status, errno, ...: shown and counted, never decided on */
  uint32_t retry_after_ms;
  uint32_t option;      /* 1 + index of the option at fault, for the caret; 0 if none */
  char message[496];    /* NUL terminated: what was tried, with what, what came back, what to do.  Never a secret */
} weir_error;

typedef struct weir_writer { /* where a callee puts bytes that the runner keeps */
  void (*put)(struct weir_writer *, const void *data, size_t len);
} weir_writer;

/* ---- options --------------------------------------------------------------------------------- */

enum { WEIR_BOOL = 1, WEIR_INT, WEIR_FLOAT, WEIR_STRING, WEIR_ENUM, WEIR_DURATION /* ns */, WEIR_SIZE /* bytes */, WEIR_TIME /* ns UTC */,
       WEIR_LIST /* of strings */, WEIR_MAP /* name -> string */, WEIR_TABLE, WEIR_TABLES /* array of tables */ };
enum { WEIR_REQUIRED = 1u << 0, WEIR_SECRET = 1u << 1, WEIR_IDENTITY = 1u << 2 /* part of what the state is about: a path, a stream */, WEIR_DEPRECATED = 1u << 3,
       WEIR_PATH = 1u << 4 /* a path, local unless it says s3://: two spellings of one place are one identity */,
       WEIR_WINDOW = 1u << 5 /* of a source, DURATION or TIME: part of what a run takes.  One that did not end is ended with the values it
                                began with, before a run with others begins */ };

typedef struct weir_option { /* static; what the runner checks, completes and documents */
  const char *name;          /* snake_case, no unit suffix: the type carries the unit */
  int32_t type;
  uint32_t flags;
  const char *fallback;      /* as written in TOML; NULL when there is none */
  const char *limits;        /* "1..10000" for numbers, "gzip|zstd|none" for WEIR_ENUM, else NULL */
  const char *doc;           /* one sentence, then detail; Markdown */
  const char *example;
  const struct weir_option *fields; /* of WEIR_TABLE and WEIR_TABLES */
  size_t n_fields;
} weir_option;

typedef struct weir_value { /* values[i] answers options[i]: checked, defaulted, secrets resolved, base units */
  int32_t type;
  uint32_t is_set;          /* 0 when the fallback was taken */
  union {
    int64_t i;              /* BOOL, INT, ENUM index, DURATION, SIZE, TIME */
    double f;
    weir_str s;
    struct { const struct weir_value *items; size_t n; } list; /* LIST; TABLE: one per field; TABLES: each a TABLE */
    struct { const weir_str *names; const struct weir_value *items; size_t n; } map;
  } u;
} weir_value;

/* ---- data ------------------------------------------------------------------------------------ */

typedef struct { /* a unit that is read in order, on one lane, by one reader at a time */
  uint32_t size;
  uint32_t endless;       /* 1: a stream; shares its lane and gives its thread back when idle */
  weir_str id;            /* stable: the bookmark is kept under it */
  weir_str version;       /* changes when the content is another one (etag, inode and fingerprint); may be empty */
  uint64_t bytes;         /* hint, 0 if unknown */
  int64_t oldest_ns;      /* no row of it is older; INT64_MIN if unknown: holds the watermark until it is read */
  const weir_str *after;  /* ids that must be DONE and committed before this one may start */
  size_t n_after;
  const weir_str *captures; /* constants for the columns that follow the first one in bind; valid while the split is */
  size_t n_captures;
  weir_str head;          /* set by the runner: the header lines that the framing cut from its start */
  uint32_t remote;             /* not 0: reading it mostly waits for a network, so more such splits are read at once (minor 1) */
} weir_split;

typedef struct {
  uint32_t size;
  uint32_t port;                    /* which output; 0 is the main one */
  const struct ArrowSchema *schema; /* valid until the array is released.  Set by the runner on what it hands in.  In what a component
                                       emits, NULL means the columns of bind's out that are wanted, in order */
  struct ArrowArray array;          /* a struct array; moved to the callee on every outcome; its buffers never change */
  const weir_split *split;          /* valid until the array is released; NULL when the rows come from several */
  weir_str position;                /* set by a source: where to resume AFTER this batch; opaque, below 1 MiB, only the newest is kept.
                                       A batch of a source of rows that has none only moves it.
                                       A source of bytes: the chunk's end as an 8-byte offset, then up to 1 KiB of the source's own (its
                                       mark).  The runner keeps where the records ended in the content, and the newest mark; open gets
                                       the offset to read from (0 when it has to inflate again) and that mark */
  int64_t watermark_ns;             /* no later row on this lane will be older; INT64_MIN when unknown */
} weir_batch;

/* Names that begin with "weir." are the runner's.  Three columns are a row's origin: weir.split (dictionary), weir.offset (int64 or
 * string view) and weir.part (int32: which of the rows made from one input row).  They are columns like any other: a row-wise component passes
 * them on with the rows it keeps (only it knows which those are), and one that expands rows numbers the parts.  The plan asks
 * every node for them, as dead letters need them.  Sinks leave them out unless asked. */

typedef struct weir_output {
  uint32_t size;
  uint32_t max_rows;                /* aim for it; a bigger batch is legal, and counted */
  uint64_t max_bytes;
  /* Takes batch->array on every outcome.  From poll it waits for credits; from process it never waits. */
  weir_code (*emit)(struct weir_output *, weir_batch *);
} weir_output;

/* ---- the runner, as a component sees it -------------------------------------------------------- */

enum { WEIR_TRACE, WEIR_DEBUG, WEIR_INFO, WEIR_WARN, WEIR_ERROR };
enum { WEIR_COUNTER, WEIR_GAUGE, WEIR_HISTOGRAM };
enum { WEIR_DROPPED = 1, WEIR_EXPANDED, WEIR_FOLDED, WEIR_HELD, WEIR_WRITTEN };

typedef struct weir_host { /* one per component instance, alive from create to destroy */
  uint32_t size;
  uint32_t minor;
  weir_str node;           /* for names */
  weir_str state_id;       /* for names and staging; empty until the first open */
  uint32_t lanes;
  uint64_t memory;         /* this node's budget, all its lanes together */
  void (*log)(const struct weir_host *, int32_t level, weir_str message);                             /* [any] */
  uint32_t (*metric)(const struct weir_host *, int32_t kind, const char *name, const char *unit, const char *doc); /* [setup] */
  void (*record)(const struct weir_host *, uint32_t metric, double value);                            /* [any] */
  int32_t (*cancelled)(const struct weir_host *);                                                     /* [any] */
  /* Rows of `from` (borrowed; the runner gathers them) that can never succeed: to the port `rejected`, which every component
   * has, if the pipeline uses it, else to the dead letters.  One reason for all, or one per row.  Not after cut. [lane] [io] */
  weir_code (*reject)(const struct weir_host *, void *lane, const weir_batch *from, const int64_t *rows, size_t n_rows,
                      const weir_str *reasons, size_t n_reasons);
  /* What became of rows that did not come out one for one, for the ledger: WEIR_DROPPED and so on.       [lane] [io] */
  void (*count)(const struct weir_host *, void *lane, int32_t what, uint64_t rows, const char *why);
  /* Runs body(ctx, 0..n-1) in the compute arena and waits for all of them.                          [lane] [io] */
  void (*parallel)(const struct weir_host *, size_t n, void (*body)(void *ctx, size_t i), void *ctx);
  const void *(*extension)(const struct weir_host *, const char *id);                               /* [setup] */
} weir_host;

/* ---- the three kinds ---------------------------------------------------------------------------- */

typedef struct { weir_str split, position; int32_t done; } weir_progress;

typedef struct {
  uint32_t size;
  uint32_t bytes; /* 1: poll gives raw bytes (a binary column, one row a chunk); the runner inflates and cuts records */
  /* Names the splits there are now, in any order, as a stream: at start, and again every minute (or retry_after_ms)
   * while any of them is endless.  An `after` id that nobody names and the state does not know is done.    [io] */
  weir_code (*discover)(void *self, weir_code (*found)(void *ctx, const weir_split *), void *ctx, weir_error *);
  weir_code (*open)(void *self, const weir_split *, weir_str position, void **reader, weir_error *);    /* [io] */
  weir_code (*poll)(void *reader, weir_output *, weir_error *);                                          /* [io] */
  void (*close)(void *reader);                                                                           /* [io] */
  /* Everything of these splits up to these positions is durable.  Failing is retried, and holds nothing else up. [io] */
  weir_code (*committed)(void *self, const weir_progress *, size_t n, weir_error *);
} weir_source;

typedef struct {
  uint32_t size;
  weir_code (*process)(void *lane, weir_batch *, weir_output *, weir_error *);                         /* [lane] */
  /* Watermark: over the splits that are neither finished nor idle, the least of the newest weir.time seen (before opening:
   * of oldest_ns).  The runner computes it.  NULL: no timers.                                             [lane] */
  weir_code (*tick)(void *lane, int64_t now_ns, int64_t watermark_ns, weir_output *, weir_error *);
  weir_code (*finish)(void *lane, weir_output *, weir_error *);                    /* end of a bounded run [lane] */
  weir_code (*snapshot)(void *lane, weir_writer *, weir_error *);                  /* NULL: no state        [io] */
  /* Every state of this node that was saved, from however many lanes, to one lane.                      [setup] */
  weir_code (*restore)(void *lane, const weir_str *states, size_t n, weir_error *);
} weir_transform;

typedef struct {
  uint32_t size;
  uint32_t blocks; /* 1: write may block and runs on the lane's IO thread; 0: it computes, in the arena */
  weir_code (*begin)(void *lane, uint64_t epoch, weir_error *); /* before the epoch's first write; NULL: nothing  [io] */
  /* A computing sink is done with the batch when it returns.  A blocking one may keep it until its rows are answered, at
   * latest until cut; it stays charged to the credits.                                            [lane] or [io] */
  weir_code (*write)(void *lane, weir_batch *, weir_error *);
  weir_code (*tick)(void *lane, int64_t now_ns, weir_error *);  /* age limits; NULL: none             [lane] or [io] */
  /* The epoch ends: finish what is under way; the last moment to reject rows.                              [io] */
  weir_code (*cut)(void *lane, weir_error *);
  /* Make it durable (fsync), not yet visible.  Each put is one receipt, committed, retried and confirmed alone, and
   * absolute: enough for another process.                                                                  [io] */
  weir_code (*prepare)(void *lane, weir_writer *receipts, weir_error *);
  /* Make it visible.  Idempotent: it may be called again, after a crash, by another process.                [io] */
  weir_code (*commit)(void *self, weir_str receipt, weir_error *);
  /* At start, and after an abandoned epoch (every lane is closed, sweep, open, restore): remove what this state_id
   * staged and no kept receipt names.  Never anyone else's.  The receipts are those of all sinks.          [io] */
  weir_code (*sweep)(void *self, weir_str state_id, const weir_str *keep, size_t n, weir_error *);
  /* Takes back what a receipt made visible, when its epoch is rewound.  Idempotent.  NULL: it can't be taken back.  [io] */
  weir_code (*retract)(void *self, weir_str receipt, weir_error *);
  /* What a receipt makes visible, in words for people: a path.  NULL: nothing to say.                      [io] */
  void (*describe)(void *self, weir_str receipt, weir_writer *);
  /* Names something in the target that the state does not know of, or nothing, as what was read for it would be written again.
   * epoch 0, asked when the state is new: something that this sink wrote under another state_id.  Else, asked when the state was
   * moved or brought back: something that it wrote under this one in an epoch after `epoch`.  NULL: can't tell.  [io] */
  void (*foreign)(void *self, weir_str state_id, uint64_t epoch, weir_writer *);
  /* All that this sink made durable in one epoch is visible now: its receipts, after the commit of the last of them and before the
   * epoch is confirmed.  Retried like commit.  Idempotent: it may be called again, after a crash, by another process.  Not when there
   * are no receipts.  NULL: nothing to do then.                                                              [io] */
  weir_code (*committed)(void *self, const weir_str *receipts, size_t n, weir_error *);
} weir_sink;

enum { WEIR_SOURCE = 1, WEIR_TRANSFORM, WEIR_SINK };
enum { WEIR_ONE = 1, WEIR_FILTER, WEIR_EXPAND, WEIR_AGGREGATE };      /* rows out per row in, for the ledger */
enum { WEIR_ROWS = 0, WEIR_LINES, WEIR_QUOTED_LINES, WEIR_OCTET_COUNTED, WEIR_JSON };

typedef struct { /* how a parser wants the bytes cut; filled in by bind, as options may decide it */
  uint32_t size;
  int32_t kind;
  const char *head;   /* RE2 pattern of header lines ("^#"), "1" for exactly one line, NULL for none */
  const char *within; /* WEIR_JSON: one JSON value is a record; "Records": each element of that array is one */
} weir_framing;

typedef struct weir_component {
  uint32_t size;
  int32_t kind;
  int32_t rows;                       /* WEIR_ONE .. WEIR_AGGREGATE */
  const char *name, *summary, *doc;
  const char *const *outputs;         /* names of the ports after the main one; `rejected` is always there */
  size_t n_outputs;
  const weir_option *options;
  size_t n_options, option_size;      /* option_size = sizeof(weir_option) as compiled */
  weir_code (*create)(const weir_host *, const weir_value *, void **self, weir_error *);                /* [setup] */
  void (*destroy)(void *self);                                                                         /* [setup] */
  /* in: the columns of all inputs, met by name; NULL for a source.  out: one per port (the last is not `rejected`: the runner makes
   * that one), filled in, released by the runner; NULL for a sink.  framing: NULL unless the input is bytes; comes as WEIR_LINES. [setup] */
  weir_code (*bind)(void *self, const struct ArrowSchema *in, struct ArrowSchema *out, weir_framing *, weir_error *);
  /* wanted[c] = 0: nobody reads column c of the main port (NULL for sinks), and batches then leave it out; needed[c]: set
   * to 0 for input columns that are not needed then (NULL for sources).                                  [setup] */
  void (*narrow)(void *self, const uint8_t *wanted, uint8_t *needed);
  weir_code (*open)(void *self, uint32_t lane, void **state, weir_error *);  /* transforms and sinks        [io] */
  void (*close)(void *lane);                                                 /* once per open               [io] */
  const void *ops;                                     /* weir_source, weir_transform or weir_sink, as kind says */
  /* Not NULL: this one runs once, on all rows, behind its combiner, which runs per lane, is created with the same values, is
   * bound first, and whose output is this one's input. */
  const struct weir_component *combiner;
  const void *(*extension)(void *self, const char *id); /* "weir.ddl/1": statements for a catalog (ddl.h).  NULL: none  [setup] */
} weir_component;

typedef struct {
  uint32_t size;
  uint32_t minor;                     /* WEIR_ABI_MINOR compiled against */
  const char *name, *version, *license, *url;
  const weir_component *const *components;
  size_t n_components;
  const void *(*extension)(const char *id); /* "weir.command/1": a command of its own (command.h); "weir.put/1": files for the runner (put.h);
                                                   "weir.probe/1": check --connect.  NULL: none */
} weir_plugin;

#define WEIR_ABI_MINOR 1u
/* The one symbol a plugin exports.  Returns static storage; does no work; may be called twice. */
WEIR_EXPORT const weir_plugin *weir_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
