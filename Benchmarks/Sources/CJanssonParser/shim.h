#include <jansson.h>
static inline void benchmark_release(json_t *value) { json_decref(value); }
