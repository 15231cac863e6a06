// Sanitizers make code several times slower: under them tests that try very
// many cases try some.
#pragma once

#include <cstddef>

namespace lockstep::proof {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

// One of so many.
inline constexpr size_t kStride = kSanitized ? 4 : 1;

}  // namespace lockstep::proof
