/* weir/command.h - the extension "weir.command/1" of a plugin: a command of the runner's command line, `weir NAME ...`.
 *
 * A command has the name of its plugin's file: `weir aws` looks for aws.so along the plugin path and loads no other plugin.
 * weir_plugin.extension returns a weir_command for WEIR_COMMAND_1.
 */
#ifndef WEIR_COMMAND_H
#define WEIR_COMMAND_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_COMMAND_1 "weir.command/1"

typedef struct weir_terminal { /* alive while run is */
  uint32_t size;
  void (*print)(const struct weir_terminal *, weir_str text); /* to standard output, as it is: results                  [setup] */
  void (*talk)(const struct weir_terminal *, weir_str text);  /* to standard error, as it is: errors and hints. No secret [setup] */
} weir_terminal;

typedef struct {
  uint32_t size;
  const char *name;    /* that of the file, without .so */
  const char *summary; /* a line for `weir --help` */
  /* argv[0] is the word behind the name; it and its words are borrowed.  Returns the exit code of the process: 0 done, 2 wrong
   * usage, 4 a service did not answer, 5 denied, 78 configuration.  May block; a signal ends the process.               [setup] */
  int32_t (*run)(size_t argc, const char *const *argv, const weir_terminal *);
} weir_command;

#ifdef __cplusplus
}
#endif
#endif
