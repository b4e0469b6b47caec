// Looks at sixteen bytes of JSON text at once. Swift's own SIMD types compare lane by lane in this toolchain, thirty
// times slower than the one instruction that it takes.
#ifndef GATEWAY_BYTE_SCAN_H
#define GATEWAY_BYTE_SCAN_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// How many bytes come before the first that is a quote, a backslash, a control character or, if asked for, beyond
// ASCII; 16 if none. Sixteen bytes from `start` must be readable.
static inline __attribute__((always_inline)) int gateway_plain_prefix(const uint8_t *start, int beyond_ascii) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)start);
  __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  // Compared as signed, what is beyond ASCII is below the space as control characters are; as unsigned, it is not.
  __m128i control = beyond_ascii ? _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))
                                 : _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash)));
  return __builtin_ctz(mask | 0x10000u);
#elif defined(__ARM_NEON)
  uint8x16_t bytes = vld1q_u8(start);
  uint8x16_t special = vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\')));
  special = vorrq_u8(special, vcltq_u8(bytes, vdupq_n_u8(0x20)));
  if (beyond_ascii) special = vorrq_u8(special, vcgeq_u8(bytes, vdupq_n_u8(0x80)));
  uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(special), 4)), 0);
  return mask ? __builtin_ctzll(mask) >> 2 : 16;
#else
  for (int i = 0; i < 16; i++) {
    uint8_t byte = start[i];
    if (byte < 0x20 || byte == '"' || byte == '\\' || (beyond_ascii && byte >= 0x80)) return i;
  }
  return 16;
#endif
}

#endif
