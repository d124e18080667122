#include "actors/intake/api.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "actors/intake/queries.hpp"

namespace troupe::local {

namespace {

constexpr int64_t hour = 3600;
constexpr int64_t latest_time = 253'402'300'799; // end of the year 9999

/// The parameters of one request; each may be taken once, and what is left
/// over is a mistake of the client.
class parameters {
public:
  explicit parameters(const http_request& request) {
    for (auto& [name, value] : request.query)
      if (!values_.emplace(name, value).second)
        fail("`" + name + "` is given twice");
  }

  std::string text(const std::string& name, size_t longest = 4096) {
    auto node = values_.extract(name);
    if (node.empty())
      return {};
    if (node.mapped().size() > longest)
      fail("`" + name + "` is too long");
    return node.mapped();
  }

  int64_t integer(const std::string& name, int64_t otherwise, int64_t low,
                  int64_t high) {
    auto value = text(name);
    if (value.empty())
      return otherwise;
    int64_t result = 0;
    auto end = value.data() + value.size();
    auto [stop, ec] = std::from_chars(value.data(), end, result);
    if (ec != std::errc{} || stop != end || result < low || result > high)
      fail("`" + name + "` must be an integer from " + std::to_string(low)
           + " to " + std::to_string(high));
    return result;
  }

  bool flag(const std::string& name) {
    auto value = text(name);
    if (!value.empty() && value != "true" && value != "false")
      fail("`" + name + "` must be true or false");
    return value == "true";
  }

  /// Unix seconds, the last hour when not given.
  void range(int64_t now_s, int64_t span, int64_t& from, int64_t& to) {
    to = integer("to", now_s, 0, latest_time);
    from = integer("from", std::max<int64_t>(to - span, 0), 0, latest_time);
    if (from > to)
      fail("`from` must not be after `to`");
  }

  void fail(const std::string& text) {
    if (!error_)
      error_ = text;
  }

  /// What is wrong; asks after all parameters were taken.
  std::optional<std::string> error() {
    if (!error_ && !values_.empty())
      error_ = "unknown parameter `" + values_.begin()->first + "`";
    return error_;
  }

private:
  std::map<std::string, std::string> values_;
  std::optional<std::string> error_;
};

std::vector<std::string> split_tags(const std::string& text) {
  std::vector<std::string> result;
  for (size_t at = 0; at < text.size();) {
    auto end = std::min(text.find(',', at), text.size());
    if (end > at)
      result.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

using question = std::function<std::string(database&)>;

question metrics_question(parameters& from, int64_t) {
  metrics_query query;
  query.filter = from.text("q", item_limits::name);
  query.limit =
      from.integer("limit", query_limits::metrics, 1, query_limits::metrics);
  query.details = from.flag("details");
  return [query](database& db) { return metrics_json(db, query); };
}

question series_question(parameters& from, int64_t now_s) {
  series_query query;
  query.metric = from.text("metric", item_limits::name);
  if (query.metric.empty())
    from.fail("`metric` is missing: name one of /api/v1/metrics");
  from.range(now_s, hour, query.from, query.to);
  query.tags = split_tags(from.text("tags"));
  query.step = from.integer("step", 0, 1, 86'400);
  query.aggregate = from.text("aggregate");
  auto& known = sketch_aggregates();
  if (!query.aggregate.empty()
      && std::find(known.begin(), known.end(), query.aggregate) == known.end())
    from.fail("`aggregate` must be avg, count, max, min, sum, p50, p75, p90, "
              "p95 or p99");
  return [query](database& db) { return series_json(db, query); };
}

list_query take_list(parameters& from, int64_t now_s) {
  list_query query;
  // The last day, and what is dated a little ahead.
  from.range(now_s + hour, 25 * hour, query.from, query.to);
  query.limit = from.integer("limit", 100, 1, query_limits::list);
  return query;
}

question events_question(parameters& from, int64_t now_s) {
  auto query = take_list(from, now_s);
  return [query](database& db) { return events_json(db, query); };
}

question checks_question(parameters& from, int64_t now_s) {
  auto query = take_list(from, now_s);
  query.latest = from.flag("latest");
  query.name = from.text("check", item_limits::name);
  return [query](database& db) { return check_runs_json(db, query); };
}

question hosts_question(parameters&, int64_t) {
  return [](database& db) { return hosts_json(db); };
}

using maker = question (*)(parameters&, int64_t);

maker find_route(const std::string& path) {
  constexpr std::pair<std::string_view, maker> routes[] = {
      {"/api/v1/metrics", metrics_question},
      {"/api/v1/query", series_question},
      {"/api/v1/events", events_question},
      {"/api/v1/check_runs", checks_question},
      {"/api/v1/hosts", hosts_question}};
  for (auto& [name, make] : routes)
    if (name == path)
      return make;
  return nullptr;
}

} // namespace

http_answer error_answer(unsigned status, const std::string& text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out{buffer};
  out.StartObject();
  out.Key("errors");
  out.StartArray();
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  out.EndArray();
  out.EndObject();
  return {status, "application/json", buffer.GetString(), {}};
}

bool is_query(const std::string& path) {
  return find_route(path) != nullptr;
}

http_answer answer_query(const http_request& request, store* data,
                         int64_t now_s) {
  parameters given{request};
  auto ask = find_route(request.path)(given, now_s);
  if (auto wrong = given.error())
    return error_answer(400, *wrong);
  if (data == nullptr)
    return error_answer(503, "the store cannot be opened");
  http_answer result;
  auto done = data->read([&](database& db) { result.body = ask(db); });
  if (!done)
    return error_answer(503, done.err().text);
  result.headers.emplace_back("Cache-Control", "no-store");
  return result;
}

} // namespace troupe::local
