// zlib, and functions for two of its macros, which aren't imported.
#ifndef GATEWAY_ZLIB_SHIM_H
#define GATEWAY_ZLIB_SHIM_H

#include <zlib.h>

// Streams without header and checksum (RFC 1951), as negative window sizes say.
static inline int gateway_inflate_raw(z_stream *stream) { return inflateInit2(stream, -15); }

static inline int gateway_deflate_raw(z_stream *stream, int window_bits) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY);
}

// Streams with header and checksum of gzip (RFC 1952).
static inline int gateway_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

static inline int gateway_deflate_gzip(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
