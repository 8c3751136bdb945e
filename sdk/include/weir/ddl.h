/* weir/ddl.h - the extension "weir.ddl/1" of a component: the statements that make in a catalog what a node makes there itself.
 *
 * weir_component.extension returns a weir_ddl for WEIR_DDL_1, which lasts as long as the component.
 */
#ifndef WEIR_DDL_H
#define WEIR_DDL_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_DDL_1 "weir.ddl/1"

typedef struct {
  uint32_t size;
  /* Puts SQL, statement after statement; nothing when this node has no catalog.  After bind.  Asks nobody.    [setup] */
  void (*ddl)(void *self, weir_writer *);
} weir_ddl;

#ifdef __cplusplus
}
#endif
#endif
