// jansson, the JSON library for documents whose shape is not known in advance.
// Its reference counting is inline and its iteration is macros: Swift sees functions.
#ifndef GATEWAY_CJANSSON_SHIM_H
#define GATEWAY_CJANSSON_SHIM_H

#include <jansson.h>

static inline void gateway_json_release(json_t *value) { json_decref(value); }
static inline int gateway_json_type(const json_t *value) { return (int)json_typeof(value); }

#endif
