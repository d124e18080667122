#pragma once
/// Contexts, series and sketches for the tests of the encoders.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/metric/serie.hpp"

namespace troupe {

inline context_ptr make_context(std::string_view name,
                                std::vector<std::string> tags = {},
                                context_traits traits = {},
                                std::string_view host = {}) {
  static uint64_t next_key = 1;
  std::sort(tags.begin(), tags.end());
  std::vector<std::string_view> views(tags.begin(), tags.end());
  traits.agent_host = host.empty();
  return metric_context::make({next_key++, 1}, name, host, views, traits);
}

inline serie make_serie(context_ptr context, std::vector<point> points,
                        wire_type type = wire_type::gauge,
                        uint32_t interval = 10) {
  serie x;
  x.context = std::move(context);
  x.type = type;
  x.interval = interval;
  x.points.assign(points.begin(), points.end());
  return x;
}

inline sketch_serie make_sketch(context_ptr context, std::vector<double> values,
                                int64_t timestamp = 1'700'000'000) {
  sketch_serie x;
  x.context = std::move(context);
  sketch_point p;
  p.timestamp = timestamp;
  for (auto value : values)
    p.value.insert(value);
  x.points.push_back(std::move(p));
  return x;
}

inline std::string to_hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (auto c : bytes) {
    result += digits[static_cast<uint8_t>(c) >> 4];
    result += digits[static_cast<uint8_t>(c) & 15];
  }
  return result;
}

} // namespace troupe
