#pragma once
/// The one closed list of reasons why something that came in did not go out.
/// Every drop anywhere names one of these; "other" does not exist on purpose.
/// The words are a contract: they are labels in `/telemetry` and keys in
/// `troupe ledger --json`. An addition needs a decision record.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

// One row per reason: identifier (= its word outside) and what it means.
#define TROUPE_DROP_REASONS(X)                                                 \
  X(parse_nocolon, "no ':' between name and value")                            \
  X(parse_nopipe, "no '|' before the type")                                    \
  X(parse_type, "unknown metric type")                                         \
  X(parse_value, "value is no number, or empty")                               \
  X(parse_rate, "sample rate is no number")                                    \
  X(parse_ts, "timestamp is no positive integer")                              \
  X(parse_event, "malformed event")                                            \
  X(parse_service_check, "malformed service check")                            \
  X(unterminated, "no newline at the end where one is required")               \
  X(bad_name, "empty or unusable metric name")                                 \
  X(nonfinite, "NaN or infinity")                                              \
  X(unsupported_type, "type not supported with a timestamp")                   \
  X(value_limit, "too many packed values")                                     \
  X(tag_limit, "too many or too long tags")                                    \
  X(tags_truncated, "tags were cut, the sample was kept")                      \
  X(filtered, "a filter list names the metric")                                \
  X(truncated, "datagram longer than the buffer")                              \
  X(empty, "datagram without content")                                         \
  X(frame_too_big, "stream frame longer than the buffer")                      \
  X(partial_frame, "stream closed inside a frame")                             \
  X(unauth_origin, "sender is not allowed")                                    \
  X(queue_full, "a bounded queue was full")                                    \
  X(oom, "no memory")                                                          \
  X(bomb, "decompressed size or ratio over the cap")                           \
  X(context_limit, "too many contexts")                                        \
  X(type_conflict, "one name with two types")                                  \
  X(too_old, "timestamp too far in the past")                                  \
  X(too_new, "timestamp too far in the future")                                \
  X(time_range, "timestamp out of range")                                      \
  X(entity_limit, "too many entities")                                         \
  X(actor_crash, "the actor that held it ended")                               \
  X(plugin_crash, "the plugin that held it ended")                             \
  X(encoder_error, "could not be encoded")                                     \
  X(too_large, "larger than a payload may be")                                 \
  X(disabled, "this kind of payload is switched off")                          \
  X(http_400, "intake answered 400")                                           \
  X(http_401, "intake answered 401")                                           \
  X(http_403, "intake answered 403")                                           \
  X(http_413, "intake answered 413")                                           \
  X(http_other_final, "intake refused for good")                               \
  X(expired, "too old to send")                                                \
  X(evicted_mem, "retry queue in memory was full")                             \
  X(evicted_disk, "retry queue on disk was full")                              \
  X(corrupt, "stored record was damaged")                                      \
  X(unroutable, "no endpoint takes it")                                        \
  X(lost_unsynced, "lost before it was synced to disk")                        \
  X(shutdown, "arrived while stopping")                                        \
  X(shutdown_deadline, "not delivered before the stop deadline")               \
  X(abandoned, "destroyed without an outcome")                                 \
  X(unhandled, "the actor did not know the message")                           \
  X(actor_down, "the receiving actor was not running")

enum class drop_reason : uint8_t {
#define TROUPE_X(id, text) id,
  TROUPE_DROP_REASONS(TROUPE_X)
#undef TROUPE_X
};

inline constexpr size_t drop_reason_count = 0
#define TROUPE_X(id, text) +1
    TROUPE_DROP_REASONS(TROUPE_X)
#undef TROUPE_X
    ;

/// The word used in metrics and JSON.
constexpr std::string_view to_string(drop_reason x) {
  constexpr std::array<std::string_view, drop_reason_count> words{
#define TROUPE_X(id, text) #id,
      TROUPE_DROP_REASONS(TROUPE_X)
#undef TROUPE_X
  };
  return words[static_cast<size_t>(x)];
}

/// One line of explanation for people.
constexpr std::string_view describe(drop_reason x) {
  constexpr std::array<std::string_view, drop_reason_count> texts{
#define TROUPE_X(id, text) text,
      TROUPE_DROP_REASONS(TROUPE_X)
#undef TROUPE_X
  };
  return texts[static_cast<size_t>(x)];
}

} // namespace troupe
