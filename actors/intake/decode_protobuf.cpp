#include "actors/intake/decode_protobuf.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/wire_format_lite.h>

#include "actors/intake/quantiles.hpp"
#include "proto/intake/agent_payload.pb.h"

namespace troupe::local {

namespace {

using google::protobuf::internal::WireFormatLite;

error broken() {
  return {errc::bad_input, "the body is no valid protobuf of its kind"};
}

/// Calls `f` with the bytes of each element of field 1.
template <class F>
status each_item(std::string_view body, F f) {
  google::protobuf::io::CodedInputStream in{
      reinterpret_cast<const uint8_t*>(body.data()),
      static_cast<int>(body.size())};
  constexpr auto wanted =
      WireFormatLite::MakeTag(1, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  size_t items = 0;
  while (auto tag = in.ReadTag()) {
    if (tag != wanted) {
      if (!WireFormatLite::SkipField(&in, tag))
        return broken();
      continue;
    }
    uint32_t length = 0;
    auto start = size_t{0};
    if (!in.ReadVarint32(&length))
      return broken();
    start = static_cast<size_t>(in.CurrentPosition());
    if (length > body.size() - start || !in.Skip(static_cast<int>(length)))
      return broken();
    if (++items > item_limits::items)
      return error{errc::limit, "the payload has too many items"};
    if (!f(body.substr(start, length)))
      return broken();
  }
  if (!in.ConsumedEntireMessage())
    return broken();
  return ok();
}

/// Calls `f` with each element of field 1 as a `Message`, always the same
/// object; one that is too long is skipped.
template <class Message, class F>
status each_message(std::string_view body, sink& to, F f) {
  // It complains on stderr about each text that is no UTF-8.
  google::protobuf::LogSilencer quiet;
  Message message;
  return each_item(body, [&](std::string_view bytes) {
    if (bytes.size() > item_limits::encoded) {
      to.skip(skip_reason::limit, 1);
      return true;
    }
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      return false;
    f(message);
    return true;
  });
}

serie_type type_of(int x) {
  switch (x) {
  case agent_payload::MetricPayload::COUNT:
    return serie_type::count;
  case agent_payload::MetricPayload::RATE:
    return serie_type::rate;
  default:
    return serie_type::gauge;
  }
}

template <class Message>
void copy_tags(const Message& from, serie& to) {
  to.tags.assign(from.tags().begin(), from.tags().end());
}

/// The host is a field of its own; other resources go back to being tags.
void copy_resources(const agent_payload::MetricPayload::MetricSeries& from,
                    serie& to) {
  for (auto& x : from.resources()) {
    if (x.type() == "host")
      to.host = x.name();
    else if (x.type() == "device")
      to.tags.push_back("device:" + x.name());
    else
      to.tags.push_back("dd.internal.resource:" + x.type() + ":" + x.name());
  }
}

void copy_points(const agent_payload::MetricPayload::MetricSeries& from,
                 serie& to, sink& out) {
  uint64_t bad = 0;
  for (auto& x : from.points()) {
    if (std::isfinite(x.value()))
      to.points.push_back({x.timestamp(), x.value()});
    else
      ++bad;
  }
  if (bad > 0)
    out.skip(skip_reason::nonfinite, bad);
}

bool plausible(const agent_payload::SketchPayload::Sketch::Dogsketch& x) {
  return x.k_size() == x.n_size() && x.cnt() > 0 && std::isfinite(x.min())
         && std::isfinite(x.max()) && std::isfinite(x.avg())
         && std::isfinite(x.sum());
}

sketch_point
summarise(const agent_payload::SketchPayload::Sketch::Dogsketch& x) {
  sketch_point result{x.ts(), x.cnt(), x.sum(), x.min(), x.max(), x.avg()};
  bin_quantiles bins{{x.k().data(), static_cast<size_t>(x.k_size())},
                     {x.n().data(), static_cast<size_t>(x.n_size())},
                     x.min(),
                     x.max()};
  result.p50 = bins.at(0.5);
  result.p75 = bins.at(0.75);
  result.p90 = bins.at(0.9);
  result.p95 = bins.at(0.95);
  result.p99 = bins.at(0.99);
  return result;
}

} // namespace

status decode_series(std::string_view body, sink& to) {
  using message_type = agent_payload::MetricPayload::MetricSeries;
  return each_message<message_type>(body, to, [&](const auto& message) {
    serie x;
    x.metric = message.metric();
    x.type = type_of(message.type());
    x.interval = std::clamp<int64_t>(message.interval(), 0, 86'400);
    copy_tags(message, x);
    copy_resources(message, x);
    copy_points(message, x, to);
    to.add(x);
  });
}

status decode_sketches(std::string_view body, sink& to) {
  using message_type = agent_payload::SketchPayload::Sketch;
  return each_message<message_type>(body, to, [&](const auto& message) {
    serie x;
    x.metric = message.metric();
    x.host = message.host();
    x.type = serie_type::distribution;
    copy_tags(message, x);
    for (auto& sketch : message.dogsketches()) {
      if (plausible(sketch))
        x.sketches.push_back(summarise(sketch));
      else
        to.skip(skip_reason::nonfinite, 1);
    }
    to.add(x);
  });
}

} // namespace troupe::local
