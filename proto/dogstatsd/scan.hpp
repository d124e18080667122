#pragma once
/// Looking for separators, sixteen bytes at a time where the processor can.
///
/// Thread rule: pure; never reads at or beyond `end`.

#include <bit>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace troupe::dsd {

/// The first of the characters `Cs`, or `end`.
template <char... Cs>
const char* find_any(const char* at, const char* end) noexcept {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    auto chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    auto hits = _mm_setzero_si128();
    ((hits = _mm_or_si128(hits, _mm_cmpeq_epi8(chunk, _mm_set1_epi8(Cs)))),
     ...);
    auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
    if (mask != 0)
      return at + std::countr_zero(mask);
  }
#endif
  while (at != end && ((*at != Cs) && ...))
    ++at;
  return at;
}

inline std::string_view between(const char* first, const char* last) noexcept {
  return {first, static_cast<size_t>(last - first)};
}

} // namespace troupe::dsd
