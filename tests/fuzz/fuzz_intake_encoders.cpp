/// Whatever contexts, values and texts there are: what the encoders write is
/// read back by code they share nothing with, and says the same; and no body
/// passes its limits.

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>
#include <rapidjson/document.h>

#include "actors/serializer/payload_builder.hpp"
#include "proto/intake/agent_payload.pb.h"
#include "proto/intake/host_metadata.hpp"
#include "proto/intake/json_encoders.hpp"
#include "proto/intake/series_encoder.hpp"
#include "proto/intake/sketch_encoder.hpp"

namespace troupe {

namespace {

void require(bool x) {
  if (!x)
    std::abort();
}

std::string text(FuzzedDataProvider& in) {
  auto prefix = in.PickValueInArray<const char*>(
      {"", "", "", "device:", "dd.internal.resource:", "env:"});
  return prefix + in.ConsumeRandomLengthString(300);
}

context_ptr make_context(FuzzedDataProvider& in, uint64_t key) {
  std::vector<std::string> tags(in.ConsumeIntegralInRange<size_t>(0, 6));
  for (auto& tag : tags)
    tag = text(in);
  std::vector<std::string_view> views(tags.begin(), tags.end());
  context_traits traits;
  traits.source = static_cast<metric_source>(in.ConsumeIntegralInRange(0, 3));
  traits.no_index = in.ConsumeBool();
  traits.agent_host = in.ConsumeBool();
  return metric_context::make({key, 0}, text(in),
                              traits.agent_host ? "" : text(in), views, traits);
}

serie make_serie(FuzzedDataProvider& in, context_ptr context) {
  serie x;
  x.context = std::move(context);
  x.type = static_cast<wire_type>(in.ConsumeIntegralInRange(0, 3));
  x.interval = in.ConsumeIntegral<uint32_t>();
  auto n = in.ConsumeIntegralInRange(0, 4);
  for (int i = 0; i < n; ++i)
    x.points.push_back(
        {in.ConsumeIntegral<int64_t>(), in.ConsumeFloatingPoint<double>()});
  return x;
}

sketch_serie make_sketch(FuzzedDataProvider& in, context_ptr context) {
  sketch_serie x;
  x.context = std::move(context);
  sketch_point p;
  p.timestamp = in.ConsumeIntegral<int64_t>();
  auto n = in.ConsumeIntegralInRange(0, 20);
  for (int i = 0; i < n; ++i)
    if (auto value = in.ConsumeFloatingPoint<double>(); std::isfinite(value))
      p.value.insert(value, in.ConsumeProbability<double>());
  x.points.push_back(std::move(p));
  return x;
}

void check_json(std::string_view bytes) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseValidateEncodingFlag>(bytes.data(), bytes.size());
  require(!json.HasParseError());
}

void check_series(FuzzedDataProvider& in, series_encoder& encoder,
                  payload_builder& builder, const serie& x) {
  byte_buffer out;
  auto points = encoder.append(x, out);
  agent_payload::MetricPayload payload;
  require(
      payload.ParseFromArray(out.view().data(), static_cast<int>(out.size())));
  require((points == 0) == out.empty());
  if (points > 0) {
    require(payload.series_size() == 1);
    auto& entry = payload.series(0);
    require(static_cast<size_t>(entry.points_size()) == points);
    require(static_cast<size_t>(entry.tags_size()) <= x.context->tag_count());
    // Same fields, other order: the length is the same to the byte.
    require(payload.ByteSizeLong() == out.size());
    size_t i = 0;
    for (auto& p : x.points) {
      if (!std::isfinite(p.value))
        continue;
      auto& read = entry.points(static_cast<int>(i++));
      require(read.timestamp() == p.timestamp && read.value() == p.value);
    }
  }
  if (points > 0 && builder.add(out.view(), points) == add_outcome::full) {
    require(builder.close().has_value());
    require(builder.add(out.view(), points) != add_outcome::full);
  }
  out.clear();
  require(json::append_serie(x, "h", out) == points);
  if (points > 0)
    check_json(out.view());
}

void check_sketch(sketch_encoder& encoder, const sketch_serie& x) {
  byte_buffer out;
  auto points = encoder.append(x, out);
  require((points == 0) == out.empty());
  out.append(sketch_encoder::foot);
  agent_payload::SketchPayload payload;
  require(
      payload.ParseFromArray(out.view().data(), static_cast<int>(out.size())));
  std::string again;
  require(payload.SerializeToString(&again));
  require(again == out.view());
}

void check_texts(FuzzedDataProvider& in) {
  event e;
  e.title = text(in);
  e.text = text(in);
  e.source_type = text(in);
  e.tags = {text(in)};
  byte_buffer out;
  out.append(json::events_head);
  json::append_source_type(json::source_type_of(e), out);
  json::append_event(e, text(in), out);
  out.append("]");
  out.append(json::events_foot(text(in)));
  check_json(out.view());
  service_check c;
  c.name = text(in);
  c.message = text(in);
  out.clear();
  json::append_check(c, "h", out);
  check_json(out.view());
  host_metadata m;
  m.hostname = text(in);
  m.host_tags = {text(in)};
  out.clear();
  append_host_metadata(m, out);
  check_json(out.view());
}

} // namespace

} // namespace troupe

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace troupe;
  FuzzedDataProvider in{data, size};
  payload_limits limits;
  limits.compressed = in.ConsumeIntegralInRange<size_t>(16, 4096);
  limits.uncompressed = in.ConsumeIntegralInRange<size_t>(16, 8192);
  limits.points = in.ConsumeIntegralInRange<uint64_t>(1, 20);
  auto kind = static_cast<compressor_kind>(in.ConsumeIntegralInRange(0, 3));
  auto stream = make_compressor(kind, 1);
  payload_builder builder{*stream, limits, {}};
  auto hostname = text(in);
  series_encoder series{hostname};
  sketch_encoder sketches{hostname};
  for (uint64_t key = 1; in.remaining_bytes() > 0 && key < 64; ++key) {
    auto context = make_context(in, key);
    check_series(in, series, builder, make_serie(in, context));
    check_series(in, series, builder, make_serie(in, context));
    check_sketch(sketches, make_sketch(in, context));
  }
  if (!builder.empty()) {
    auto body = builder.close();
    require(body && body->size() <= limits.compressed);
  }
  check_texts(in);
  return 0;
}
