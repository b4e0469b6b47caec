#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Parses one document to simdjson's DOM; 0 when it is well formed. Not for two threads at once.
/// 64 bytes beyond the end must be readable.
int benchmark_simdjson_parse(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
