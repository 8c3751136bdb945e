/* A plugin of another major of the contract: its entry has another name. */
__attribute__((visibility("default"))) const void *weir_plugin_v9(void) { return 0; }
