#include "simdjson_parse.h"
#include <simdjson.h>

static simdjson::dom::parser parser;

int benchmark_simdjson_parse(const uint8_t *bytes, size_t count) {
  return parser.parse(bytes, count, false).error() == simdjson::SUCCESS ? 0 : 1;
}
