#pragma once
/// Parses one event line: _e{title bytes,text bytes}:title|text[|fields...].
/// A bad optional field is skipped, the event stays.
///
/// Thread rule: pure; views point into the packet. Lengths from the wire are
/// only compared with what is there.

#include <string>

#include "messages/event/event.hpp"
#include "proto/dogstatsd/fields.hpp"

namespace troupe::dsd {

struct event_line {
  /// As they came: `\n` is still two characters, see `clean_text`.
  std::string_view title;
  std::string_view text;
  /// 0 without `d:`.
  int64_t timestamp = 0;
  std::string_view host;
  std::string_view aggregation_key;
  std::string_view source_type;
  event_priority priority = event_priority::normal;
  event_alert alert = event_alert::info;
  std::string_view tags;
  origin_fields origin;
};

verdict parse_event(std::string_view line, const parse_options& options,
                    event_line& out);

/// The two characters backslash and n become a newline.
std::string clean_text(std::string_view text);

} // namespace troupe::dsd
