#include "actors/telemetry/probes.hpp"

#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace troupe::telemetry_parts {

namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& out, std::string_view x) {
  out.String(x.data(), static_cast<rapidjson::SizeType>(x.size()));
}

http_answer finish(bool good, const rapidjson::StringBuffer& body) {
  return {good ? 200u : 503u,
          "application/json",
          {body.GetString(), body.GetSize()},
          {{"Cache-Control", "no-store"}}};
}

http_answer live(const stuck_actors& stuck) {
  auto ids = stuck ? stuck() : std::vector<std::string>{};
  rapidjson::StringBuffer buffer;
  writer out{buffer};
  out.StartObject();
  put(out, "live");
  out.Bool(ids.empty());
  put(out, "stuck");
  out.StartArray();
  for (auto& x : ids)
    put(out, x);
  out.EndArray();
  out.EndObject();
  return finish(ids.empty(), buffer);
}

http_answer ready(const health_registry& health) {
  auto good = health.ready();
  rapidjson::StringBuffer buffer;
  writer out{buffer};
  out.StartObject();
  put(out, "ready");
  out.Bool(good);
  put(out, "stopping");
  out.Bool(health.stopping());
  put(out, "parts");
  out.StartArray();
  for (auto& x : health.entries()) {
    out.StartObject();
    put(out, "part");
    put(out, x.part);
    put(out, "state");
    put(out, to_string(x.state));
    put(out, "reason");
    put(out, x.reason);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return finish(good, buffer);
}

} // namespace

std::optional<http_answer> answer_probe(const http_request& request,
                                        const health_registry& health,
                                        const stuck_actors& stuck) {
  if (request.path != "/live" && request.path != "/ready")
    return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD")
    return http_answer{405,
                       "application/json",
                       R"({"error":"the method must be GET"})",
                       {{"Allow", "GET"}}};
  return request.path == "/live" ? live(stuck) : ready(health);
}

} // namespace troupe::telemetry_parts
