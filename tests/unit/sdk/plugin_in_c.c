/* A plugin written in C, from nothing but the contract. */
#include "weir/plugin.h"

static weir_code create(const weir_host *host, const weir_value *values, void **self, weir_error *error) {
  (void)host, (void)values, (void)error;
  *self = 0;
  return WEIR_OK;
}
static void destroy(void *self) { (void)self; }
static weir_code bind(void *self, const struct ArrowSchema *in, struct ArrowSchema *out, weir_framing *framing, weir_error *error) {
  (void)self, (void)in, (void)out, (void)framing;
  error->option = 1;
  return WEIR_E_CONFIG;
}
static weir_code open_lane(void *self, uint32_t lane, void **state, weir_error *error) {
  (void)self, (void)lane, (void)state, (void)error;
  return WEIR_OK;
}
static void close_lane(void *lane) { (void)lane; }
static weir_code write_batch(void *lane, weir_batch *batch, weir_error *error) {
  (void)lane, (void)error;
  batch->array.release(&batch->array);
  return WEIR_OK;
}

static const weir_option options[] = {{.name = "path", .type = WEIR_STRING, .flags = WEIR_REQUIRED | WEIR_IDENTITY, .doc = "Where."}};
static const weir_sink sink = {.size = sizeof sink, .write = write_batch};
static const weir_component component = {
    .size = sizeof component, .kind = WEIR_SINK, .name = "in_c", .summary = "a sink in C", .doc = "", .options = options, .n_options = 1,
    .option_size = sizeof(weir_option), .create = create, .destroy = destroy, .bind = bind, .open = open_lane, .close = close_lane, .ops = &sink};
static const weir_component *const components[] = {&component};
static const weir_plugin plugin = {
    .size = sizeof plugin, .minor = WEIR_ABI_MINOR, .name = "in_c", .version = "1", .license = "", .url = "", .components = components, .n_components = 1};

const weir_plugin *plugin_in_c(void) { return &plugin; }
/* What WEIR_HAS says of a field that is there, and of one beyond the size. */
int c_has_url(const weir_plugin *p) { return WEIR_HAS(p, url) ? 1 : 0; }
int c_has_extension(const weir_plugin *p) { return WEIR_HAS(p, extension) ? 1 : 0; }
