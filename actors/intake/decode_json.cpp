#include "actors/intake/decode_json.hpp"

#include <algorithm>
#include <cmath>

#include <simdjson.h>

namespace troupe::local {

namespace {

namespace json = simdjson::ondemand;

constexpr size_t max_depth = 64;

/// Runs `f` on the document; the library's errors become one of ours.
template <class F>
status read(std::string& body, F f) {
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  try {
    json::parser parser;
    if (parser.allocate(body.size(), max_depth))
      return error{errc::limit, "no memory to read the body"};
    json::document doc = parser.iterate(simdjson::padded_string_view{
        body.data(), body.size(), body.capacity()});
    f(doc);
    if (doc.current_location().error() != simdjson::OUT_OF_BOUNDS)
      return error{errc::bad_input, "the body goes on after its JSON"};
    return ok();
  } catch (const simdjson::simdjson_error& x) {
    return error{errc::bad_input,
                 std::string{"the body is no such JSON: "} + x.what()};
  }
}

/// Text, number or null: clients differ in what they write for a text.
std::string text_of(json::value x) {
  switch (x.type()) {
  case json::json_type::string:
    return std::string{std::string_view{x.get_string()}};
  case json::json_type::null:
    return {};
  default: {
    std::string_view raw = x.raw_json_token();
    return std::string{raw.substr(0, raw.find_last_not_of(" \t\r\n") + 1)};
  }
  }
}

double number_of(json::value x) {
  return x.type() == json::json_type::string ? x.get_double_in_string()
                                             : x.get_double();
}

/// Seconds, rounded down; what does not fit is out of every range anyway.
int64_t seconds_of(json::value x) {
  auto value = x.type() == json::json_type::null ? 0.0 : number_of(x);
  return static_cast<int64_t>(std::clamp(std::floor(value), -1.0, 1e15));
}

std::vector<std::string> tags_of(json::value x) {
  std::vector<std::string> result;
  if (x.type() == json::json_type::null)
    return result;
  for (auto tag : x.get_array()) {
    if (result.size() > item_limits::tags)
      continue; // `acceptable` refuses the item
    result.push_back(text_of(tag.value()));
  }
  return result;
}

/// [seconds, value], or {"timestamp": seconds, "value": value}.
point point_of(json::value x) {
  point result;
  if (x.type() == json::json_type::object) {
    for (auto field : x.get_object()) {
      std::string_view key = field.unescaped_key();
      if (key == "timestamp")
        result.ts = seconds_of(field.value());
      else if (key == "value")
        result.value = number_of(field.value());
    }
    return result;
  }
  size_t i = 0;
  for (auto element : x.get_array()) {
    if (i == 0)
      result.ts = seconds_of(element.value());
    else if (i == 1)
      result.value = number_of(element.value());
    ++i;
  }
  if (i < 2)
    throw simdjson::simdjson_error(simdjson::INDEX_OUT_OF_BOUNDS);
  return result;
}

void points_of(json::value x, serie& to, sink& out) {
  uint64_t over = 0;
  for (auto element : x.get_array()) {
    if (to.points.size() < item_limits::points)
      to.points.push_back(point_of(element.value()));
    else
      ++over;
  }
  if (over > 0)
    out.skip(skip_reason::limit, over);
}

serie_type type_of(json::value x) {
  auto word = text_of(x);
  if (word == "count" || word == "1")
    return serie_type::count;
  if (word == "rate" || word == "2")
    return serie_type::rate;
  return serie_type::gauge;
}

void resources_of(json::value x, serie& to) {
  for (auto element : x.get_array()) {
    std::string type;
    std::string name;
    for (auto field : element.get_object()) {
      std::string_view key = field.unescaped_key();
      if (key == "type")
        type = text_of(field.value());
      else if (key == "name")
        name = text_of(field.value());
    }
    if (type == "host")
      to.host = name;
    else if (to.tags.size() <= item_limits::tags)
      to.tags.push_back(type + ":" + name);
  }
}

serie serie_of(json::object x, sink& out) {
  serie result;
  std::string device;
  for (auto field : x) {
    std::string_view key = field.unescaped_key();
    json::value value = field.value();
    if (key == "metric")
      result.metric = text_of(value);
    else if (key == "points")
      points_of(value, result, out);
    else if (key == "tags")
      for (auto& tag : tags_of(value))
        result.tags.push_back(std::move(tag));
    else if (key == "host")
      result.host = text_of(value);
    else if (key == "device")
      device = text_of(value);
    else if (key == "type")
      result.type = type_of(value);
    else if (key == "interval")
      result.interval = std::clamp<int64_t>(seconds_of(value), 0, 86'400);
    else if (key == "resources")
      resources_of(value, result);
  }
  if (!device.empty())
    result.tags.push_back("device:" + device);
  return result;
}

check_item check_of(json::object x) {
  check_item result;
  for (auto field : x) {
    std::string_view key = field.unescaped_key();
    json::value value = field.value();
    if (key == "check")
      result.name = text_of(value);
    else if (key == "host_name")
      result.host = text_of(value);
    else if (key == "timestamp")
      result.ts = seconds_of(value);
    else if (key == "status")
      result.status = static_cast<int>(
          std::clamp<int64_t>(static_cast<int64_t>(number_of(value)), 0, 3));
    else if (key == "message")
      result.message = text_of(value);
    else if (key == "tags")
      result.tags = tags_of(value);
  }
  return result;
}

event_item event_of(json::object x, const std::string& source) {
  event_item result;
  result.source_type = source;
  const std::pair<std::string_view, std::string event_item::*> texts[] = {
      {"msg_title", &event_item::title},
      {"msg_text", &event_item::text},
      {"priority", &event_item::priority},
      {"host", &event_item::host},
      {"alert_type", &event_item::alert_type},
      {"aggregation_key", &event_item::aggregation_key},
      {"source_type_name", &event_item::source_type},
      {"event_type", &event_item::event_type},
  };
  for (auto field : x) {
    std::string_view key = field.unescaped_key();
    json::value value = field.value();
    if (key == "timestamp")
      result.ts = seconds_of(value);
    else if (key == "tags")
      result.tags = tags_of(value);
    else
      for (auto& [name, member] : texts)
        if (name == key)
          result.*member = text_of(value);
  }
  return result;
}

/// {"<source type>": [event, ...], ...}
void events_of(json::object sources, sink& to) {
  for (auto source : sources) {
    std::string name{std::string_view{source.unescaped_key()}};
    for (auto x : source.value().get_array())
      to.add(event_of(x.get_object(), name));
  }
}

} // namespace

status decode_series_json(std::string body, sink& to) {
  return read(body, [&](json::document& doc) {
    for (auto field : doc.get_object()) {
      if (std::string_view{field.unescaped_key()} != "series")
        continue;
      for (auto x : field.value().get_array())
        to.add(serie_of(x.get_object(), to));
    }
  });
}

status decode_check_runs(std::string body, sink& to) {
  return read(body, [&](json::document& doc) {
    if (doc.type() == json::json_type::object) {
      to.add(check_of(doc.get_object()));
      return;
    }
    for (auto x : doc.get_array())
      to.add(check_of(x.get_object()));
  });
}

status decode_intake(std::string body, sink& to) {
  auto has_events = false;
  std::string host;
  auto result = read(body, [&](json::document& doc) {
    for (auto field : doc.get_object()) {
      std::string_view key = field.unescaped_key();
      if (key == "events") {
        has_events = true;
        events_of(field.value().get_object(), to);
      } else if (key == "internalHostname") {
        host = text_of(field.value());
      }
    }
  });
  if (result && !has_events)
    to.add(metadata_item{"host", host, body});
  return result;
}

status decode_metadata(std::string body, sink& to) {
  std::string host;
  auto result = read(body, [&](json::document& doc) {
    for (auto field : doc.get_object())
      if (std::string_view{field.unescaped_key()} == "hostname")
        host = text_of(field.value());
  });
  if (result)
    to.add(metadata_item{"metadata", host, body});
  return result;
}

} // namespace troupe::local
