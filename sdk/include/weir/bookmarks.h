/* weir/bookmarks.h - the extension "weir.bookmarks/1" of the runner: what a source may ask about its bookmarks while it discovers.
 *
 * weir_host.extension returns a weir_bookmarks for WEIR_BOOKMARKS_1, which lasts as long as the host.
 */
#ifndef WEIR_BOOKMARKS_H
#define WEIR_BOOKMARKS_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_BOOKMARKS_1 "weir.bookmarks/1"

typedef struct {
  uint32_t size;
  /* Not 0: something of the split of this id was committed, by this run or by an earlier one.  From discover.    [io] */
  int32_t (*knows)(const weir_host *, weir_str id);
} weir_bookmarks;

#ifdef __cplusplus
}
#endif
#endif
