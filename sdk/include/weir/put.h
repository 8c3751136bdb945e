/* weir/put.h - the extension "weir.put/1" of a plugin: files for the runner, at places that only the plugin knows how to reach.
 *
 * The runner keeps copies of its logs with it.  weir_plugin.extension returns a weir_put for WEIR_PUT_1; of several plugins that
 * have one the first along the plugin path is asked.
 */
#ifndef WEIR_PUT_H
#define WEIR_PUT_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_PUT_1 "weir.put/1"

typedef struct {
  uint32_t size;
  /* Makes `content` the file at `place`, "/data/logs/a.log" or "s3://bucket/logs/a.log", whole: what is there is replaced.  Folders that
   * are missing are made.  One call at a time, on any thread.  May block; CANCELLED within 1 s of cancelled(ctx).  RETRY, FATAL, DENIED
   * or CONFIG when it could not be put there. */
  weir_code (*put)(weir_str place, weir_str content, int32_t (*cancelled)(void *ctx), void *ctx, weir_error *);
} weir_put;

#ifdef __cplusplus
}
#endif
#endif
