#include "proto/dogstatsd/event.hpp"

#include "proto/dogstatsd/number.hpp"

namespace troupe::dsd {

namespace {

constexpr auto npos = std::string_view::npos;

bool parse_length(std::string_view text, size_t& out) {
  int64_t value = 0;
  if (!parse_int(text, value) || value < 0)
    return false;
  out = static_cast<size_t>(value);
  return true;
}

/// "_e{4,5}" gives 4 and 5. As the Agent, the last character is not looked at.
bool parse_header(std::string_view header, size_t& title, size_t& text) {
  if (header.size() < 7)
    return false;
  auto lengths = header.substr(3, header.size() - 4);
  auto comma = lengths.find(',');
  return comma != npos && parse_length(lengths.substr(0, comma), title)
         && title > 0 && parse_length(lengths.substr(comma + 1), text);
}

void take_priority(std::string_view word, event_priority& out) {
  if (word == "low")
    out = event_priority::low;
  else if (word == "normal")
    out = event_priority::normal;
}

void take_alert(std::string_view word, event_alert& out) {
  if (word == "info")
    out = event_alert::info;
  else if (word == "warning")
    out = event_alert::warning;
  else if (word == "error")
    out = event_alert::error;
  else if (word == "success")
    out = event_alert::success;
}

void take_timestamp(std::string_view text, int64_t& out) {
  int64_t value = 0;
  if (parse_int(text, value))
    out = value;
}

void take_field(std::string_view field, bool client_origin, event_line& out) {
  if (!is_own_field(field, client_origin, out))
    return;
  auto body = field.substr(2);
  switch (field[0]) {
  case 'd':
    return take_timestamp(body, out.timestamp);
  case 'h':
    out.host = body;
    return;
  case 'k':
    out.aggregation_key = body;
    return;
  case 'p':
    return take_priority(body, out.priority);
  case 's':
    out.source_type = body;
    return;
  case 't':
    return take_alert(body, out.alert);
  default:
    return;
  }
}

} // namespace

verdict parse_event(std::string_view line, const parse_options& options,
                    event_line& out) {
  out = {};
  auto colon = line.find(':');
  size_t title = 0;
  size_t text = 0;
  if (colon == npos || !parse_header(line.substr(0, colon), title, text))
    return drop_reason::parse_event;
  auto content = line.substr(colon + 1);
  // Compared one after the other, so that no sum can overflow.
  if (title >= content.size() || text > content.size() - title - 1)
    return drop_reason::parse_event;
  out.title = content.substr(0, title);
  out.text = content.substr(title + 1, text);
  field_reader fields{content.substr(title + 1 + text)};
  std::string_view field;
  while (fields.next(field))
    take_field(field, options.client_origin, out);
  return {};
}

std::string clean_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
      result.push_back('\n');
      ++i;
    } else {
      result.push_back(text[i]);
    }
  }
  return result;
}

} // namespace troupe::dsd
