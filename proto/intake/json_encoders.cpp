#include "proto/intake/json_encoders.hpp"

#include <cmath>

#include "proto/intake/context_fields.hpp"
#include "proto/intake/json_out.hpp"

namespace troupe::json {

namespace {

size_t count_finite(const serie& x) {
  size_t result = 0;
  for (auto& p : x.points)
    result += std::isfinite(p.value) ? 1 : 0;
  return result;
}

void write_points(json_out& json, const serie& x) {
  auto& raw = json.key("points").raw();
  raw.StartArray();
  for (auto& p : x.points) {
    if (!std::isfinite(p.value))
      continue;
    raw.StartArray();
    raw.Int64(p.timestamp);
    raw.Double(p.value);
    raw.EndArray();
  }
  raw.EndArray();
}

/// Writes the tags that stay; returns the device.
std::string_view write_tags(json_out& json, const metric_context& context) {
  std::string_view device;
  json.key("tags").raw().StartArray();
  for (auto tag : context.tags()) {
    auto special = resource_of(tag);
    if (!special.special)
      json.string(tag);
    else if (tag.starts_with("device:"))
      device = special.name;
  }
  json.raw().EndArray();
  return device;
}

std::string_view to_string(event_alert x) {
  switch (x) {
  case event_alert::warning:
    return "warning";
  case event_alert::error:
    return "error";
  case event_alert::success:
    return "success";
  default:
    return "info";
  }
}

} // namespace

size_t append_serie(const serie& x, std::string_view hostname,
                    byte_buffer& out) {
  auto points = count_finite(x);
  if (points == 0)
    return 0;
  auto& context = *x.context;
  std::string name{context.name()};
  if (x.suffix != nullptr)
    name += *x.suffix;
  json_out json{out};
  json.raw().StartObject();
  json.string("metric", name);
  write_points(json, x);
  auto device = write_tags(json, context);
  json.string("host", context.traits().agent_host ? hostname : context.host());
  json.string_if("device", device);
  json.string("type", troupe::to_string(x.type));
  json.number("interval", x.interval);
  json.string_if("source_type_name",
                 troupe::source_type_of(context.traits().source));
  json.raw().EndObject();
  return points;
}

void append_check(const service_check& x, std::string_view hostname,
                  byte_buffer& out) {
  json_out json{out};
  json.raw().StartObject();
  json.string("check", x.name);
  json.string("host_name", x.host_set ? x.host : hostname);
  json.number("timestamp", x.timestamp);
  json.number("status", static_cast<int64_t>(x.status));
  json.string("message", x.message);
  if (x.tags.empty())
    json.key("tags").raw().Null();
  else
    json.strings("tags", x.tags);
  json.raw().EndObject();
}

std::string events_foot(std::string_view hostname) {
  byte_buffer out;
  json_out json{out};
  json.string(hostname);
  return R"(},"internalHostname":)" + std::string{out.view()} + "}";
}

std::string_view source_type_of(const event& x) noexcept {
  return x.source_type.empty() ? std::string_view{"api"} : x.source_type;
}

void append_source_type(std::string_view source_type, byte_buffer& out) {
  json_out json{out};
  json.string(source_type);
  out.append(":[");
}

void append_event(const event& x, std::string_view hostname, byte_buffer& out) {
  json_out json{out};
  json.raw().StartObject();
  json.string("msg_title", x.title);
  json.string("msg_text", x.text);
  json.number("timestamp", x.timestamp);
  json.string("priority", x.priority == event_priority::low ? "low" : "normal");
  json.string("host", x.host_set ? x.host : hostname);
  if (!x.tags.empty())
    json.strings("tags", x.tags);
  json.string("alert_type", to_string(x.alert));
  json.string_if("aggregation_key", x.aggregation_key);
  json.string_if("source_type_name", x.source_type);
  json.string_if("event_type", x.event_type);
  json.raw().EndObject();
}

} // namespace troupe::json
