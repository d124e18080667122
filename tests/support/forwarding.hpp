#pragma once
/// Builders for tests of the delivery: payloads, replies, endpoints.

#include <string>
#include <utility>

#include "actors/forwarder/delivery.hpp"

namespace troupe::test {

inline constexpr int64_t second_ns = 1'000'000'000;

inline ref_ptr<const payload>
make_payload(std::string body = "body",
             payload_kind kind = payload_kind::series_v2,
             payload_priority priority = payload_priority::normal) {
  auto x = new payload;
  x->kind = kind;
  x->priority = priority;
  x->body = std::move(body);
  x->points = 3;
  x->headers = {{"Content-Type", "application/x-protobuf"}};
  return ref_ptr<const payload>{x};
}

inline http_reply answer(int status, std::string retry_after = {}) {
  http_reply x;
  x.status = status;
  x.retry_after = std::move(retry_after);
  x.sent = true;
  return x;
}

inline http_reply no_answer(http_error why, bool sent = false) {
  http_reply x;
  x.error = why;
  x.error_text = "no answer";
  x.sent = sent;
  return x;
}

inline endpoint
make_endpoint(std::string url,
              std::string key = "0123456789abcdef0123456789abcdef") {
  endpoint x;
  x.url = std::move(url);
  x.key = secret{std::move(key)};
  x.takes.set();
  return x;
}

/// The value of one counter or gauge; the sum over all labels that match.
inline double value_of(const metrics& registry, const std::string& name,
                       const metric_labels& labels = {}) {
  double sum = 0;
  for (const auto& family : registry.collect()) {
    if (family.name != name)
      continue;
    for (const auto& metric : family.metric) {
      size_t matched = 0;
      for (const auto& label : metric.label) {
        auto wanted = labels.find(label.name);
        if (wanted != labels.end() && wanted->second == label.value)
          ++matched;
      }
      if (matched == labels.size())
        sum += metric.counter.value + metric.gauge.value;
    }
  }
  return sum;
}

} // namespace troupe::test
