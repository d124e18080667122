#include "proto/dogstatsd/metric.hpp"

#include "proto/dogstatsd/number.hpp"
#include "proto/dogstatsd/scan.hpp"

namespace troupe::dsd {

namespace {

/// Values are short: a call of memchr costs more than it saves.
const char* find_pipe(const char* at, const char* end) noexcept {
  while (at != end && *at != '|')
    ++at;
  return at;
}

bool parse_type(std::string_view text, metric_type& out) noexcept {
  if (text.size() == 2 && text[0] == 'm' && text[1] == 's') {
    out = metric_type::timing;
    return true;
  }
  if (text.size() != 1)
    return false;
  switch (text[0]) {
  case 'c':
    out = metric_type::count;
    return true;
  case 'g':
    out = metric_type::gauge;
    return true;
  case 'h':
    out = metric_type::histogram;
    return true;
  case 'd':
    out = metric_type::distribution;
    return true;
  case 's':
    out = metric_type::set;
    return true;
  default:
    return false;
  }
}

/// Values split by ':'; empty ones are skipped, a bad one spoils all.
bool parse_packed(std::string_view text, size_t max_values, metric_line& out,
                  std::vector<double>& values) {
  auto before = values.size();
  auto at = text.data();
  auto end = at + text.size();
  out.first_value = static_cast<uint32_t>(before);
  while (at != end) {
    auto stop = at;
    while (stop != end && *stop != ':')
      ++stop;
    double value = 0;
    if (stop != at && !parse_float(between(at, stop), value)) {
      values.resize(before);
      return false;
    }
    if (stop != at && values.size() - before < max_values)
      values.push_back(value);
    else
      out.values_over += stop != at;
    at = stop == end ? end : stop + 1;
  }
  out.value_count = static_cast<uint32_t>(values.size() - before);
  if (out.value_count == 1) {
    out.value = values.back();
    values.pop_back();
  }
  return out.value_count > 0;
}

bool parse_value(const parse_options& options, metric_line& out,
                 std::vector<double>& values) {
  if (out.type == metric_type::set)
    return true;
  auto text = out.raw_value;
  bool packed = false;
  for (auto c : text)
    packed |= c == ':';
  return packed ? parse_packed(text, options.max_values, out, values)
                : parse_float(text, out.value);
}

verdict parse_fields(std::string_view rest, const parse_options& options,
                     metric_line& out) {
  field_reader fields{rest};
  std::string_view field;
  while (fields.next(field)) {
    if (field.empty())
      continue;
    auto body = field.substr(1);
    if (field[0] == '#') {
      out.tags = body;
    } else if (field[0] == '@') {
      if (!parse_float(body, out.sample_rate))
        return drop_reason::parse_rate;
    } else if (field[0] == 'T') {
      if (!options.timestamps)
        continue;
      if (!parse_int(body, out.timestamp) || out.timestamp < 1)
        return drop_reason::parse_ts;
    } else if (options.client_origin) {
      take_origin(field, out.origin);
    }
  }
  return {};
}

} // namespace

verdict parse_metric(std::string_view line, const parse_options& options,
                     metric_line& out, std::vector<double>& values) {
  auto begin = line.data();
  auto end = begin + line.size();
  auto colon = find_any<':', '|'>(begin, end);
  auto pipe = find_pipe(colon, end);
  if (pipe == end)
    return drop_reason::parse_nopipe;
  if (colon == pipe)
    return drop_reason::parse_nocolon;
  if (colon == begin)
    return drop_reason::bad_name;
  if (colon + 1 == pipe)
    return drop_reason::parse_value;
  out = {};
  out.name = between(begin, colon);
  out.raw_value = between(colon + 1, pipe);
  auto type_end = find_pipe(pipe + 1, end);
  if (!parse_type(between(pipe + 1, type_end), out.type))
    return drop_reason::parse_type;
  auto before = values.size();
  if (!parse_value(options, out, values))
    return drop_reason::parse_value;
  auto result = parse_fields(between(type_end, end), options, out);
  if (!result)
    values.resize(before);
  return result;
}

} // namespace troupe::dsd
