#include "actors/intake/receiver.hpp"

#include <optional>

#include "actors/intake/api.hpp"
#include "actors/intake/decode_json.hpp"
#include "actors/intake/decode_protobuf.hpp"

namespace troupe::local {

namespace {

constexpr std::string_view route_names[payload_route_count] = {
    "series_v2", "series_v1", "sketches",    "check_runs",
    "intake",    "metadata",  "orchestrator"};

constexpr std::string_view reject_names[reject_reason_count] = {
    "encoding", "bomb", "malformed", "limit", "storage"};

std::optional<payload_route> find_route(const std::string& path) {
  constexpr std::pair<std::string_view, payload_route> routes[] = {
      {"/api/v2/series", payload_route::series_v2},
      {"/api/v1/series", payload_route::series_v1},
      {"/api/beta/sketches", payload_route::sketches},
      {"/api/v1/check_run", payload_route::check_runs},
      {"/intake/", payload_route::intake},
      {"/intake", payload_route::intake},
      {"/api/v1/metadata", payload_route::metadata},
      {"/api/v2/orch", payload_route::orchestrator},
      {"/api/v1/orchestrator", payload_route::orchestrator},
      {"/api/v2/orchmanif", payload_route::orchestrator},
      {"/api/v1/collector", payload_route::orchestrator},
      {"/api/v1/container", payload_route::orchestrator}};
  for (auto& [name, route] : routes)
    if (name == path)
      return route;
  return std::nullopt;
}

std::string_view header(const http_request& request, std::string_view name) {
  for (auto& [key, value] : request.headers)
    if (key == name)
      return value;
  return {};
}

status decode(payload_route route, bool json, std::string& body, sink& to) {
  switch (route) {
  case payload_route::series_v2:
    return json ? decode_series_json(std::move(body), to)
                : decode_series(body, to);
  case payload_route::series_v1:
    return decode_series_json(std::move(body), to);
  case payload_route::sketches:
    return decode_sketches(body, to);
  case payload_route::check_runs:
    return decode_check_runs(std::move(body), to);
  case payload_route::intake:
    return decode_intake(std::move(body), to);
  default:
    return decode_metadata(std::move(body), to);
  }
}

http_answer accepted(payload_route route) {
  auto v2 = route == payload_route::series_v2;
  return {202,
          "application/json",
          v2 ? R"({"errors":[]})" : R"({"status":"ok"})",
          {}};
}

} // namespace

receiver::receiver(metrics& numbers, const inflate_limits& limits)
    : limits_(limits) {
  for (size_t i = 0; i < payload_route_count; ++i) {
    metric_labels kind{{"kind", std::string{route_names[i]}}};
    payloads_[i] = &numbers.counter("troupe_intake_payloads_total",
                                    "Payloads that were kept", kind);
    items_[i] =
        &numbers.counter("troupe_intake_items_total",
                         "Series, sketches, events and checks kept", kind);
  }
  for (size_t i = 0; i < reject_reason_count; ++i)
    rejected_[i] = &numbers.counter("troupe_intake_rejected_total",
                                    "Requests that were refused",
                                    {{"reason", std::string{reject_names[i]}}});
  for (size_t i = 0; i < skip_reason_count; ++i)
    skipped_[i] = &numbers.counter(
        "troupe_intake_skipped_total", "Items of good payloads not kept",
        {{"reason", std::string{to_string(static_cast<skip_reason>(i))}}});
}

bool receiver::is_route(const std::string& path) {
  return find_route(path).has_value();
}

http_answer receiver::reject(reject_reason why, unsigned status,
                             const std::string& text) {
  rejected_[static_cast<size_t>(why)]->Increment();
  return error_answer(status, text);
}

void receiver::count(payload_route route, const write_counts& counts) {
  auto i = static_cast<size_t>(route);
  payloads_[i]->Increment();
  items_[i]->Increment(static_cast<double>(counts.items));
  for (size_t j = 0; j < skip_reason_count; ++j)
    skipped_[j]->Increment(static_cast<double>(counts.skipped[j]));
}

http_answer receiver::receive(const http_request& request, store* data,
                              int64_t now_s) {
  auto route = *find_route(request.path);
  write_counts counts;
  if (route == payload_route::orchestrator) {
    count(route, counts);
    return accepted(route);
  }
  auto how = encoding_of(header(request, "content-encoding"));
  if (!how)
    return reject(reject_reason::encoding, 415,
                  "Content-Encoding must be zstd, deflate, gzip or identity");
  auto plain = decompress(*how, request.body, limits_);
  if (!plain)
    return plain.err().code == errc::limit
               ? reject(reject_reason::bomb, 413, plain.err().text)
               : reject(reject_reason::malformed, 400, plain.err().text);
  if (data == nullptr)
    return reject(reject_reason::storage, 503, "the store cannot be opened");
  auto json = header(request, "content-type").starts_with("application/json");
  auto done = data->write(
      now_s,
      [&](sink& to) {
        // A copy: the store may ask again after it made room.
        auto body = *plain;
        return decode(route, json, body, to);
      },
      counts);
  if (done) {
    count(route, counts);
    return accepted(route);
  }
  if (done.err().code == errc::bad_input)
    return reject(reject_reason::malformed, 400, done.err().text);
  return done.err().code == errc::limit
             ? reject(reject_reason::limit, 413, done.err().text)
             : reject(reject_reason::storage, 503, done.err().text);
}

} // namespace troupe::local
