#include "actors/telemetry/expvar.hpp"

#include <cmath>
#include <map>
#include <memory>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "actors/telemetry/expvar_table.hpp"

namespace troupe::telemetry_parts {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using writer = rapidjson::Writer<rapidjson::StringBuffer>;

double value_of(const MetricFamily& family, const ClientMetric& x) {
  return family.type == prometheus::MetricType::Counter ? x.counter.value
                                                        : x.gauge.value;
}

std::string_view label_of(const ClientMetric& x, std::string_view name) {
  for (auto& label : x.label)
    if (label.name == name)
      return label.value;
  return {};
}

bool has(const ClientMetric& x, std::string_view name, std::string_view value) {
  return name.empty() || value.empty() || label_of(x, name) == value;
}

/// A tree of maps with numbers and texts at its leaves.
struct node {
  std::map<std::string, std::unique_ptr<node>, std::less<>> members;
  double number = 0;
  std::string text;
  bool is_text = false;
  bool is_map = false;

  node& member(std::string_view name) {
    is_map = true;
    auto i = members.find(name);
    if (i == members.end())
      i = members.emplace(name, std::make_unique<node>()).first;
    return *i->second;
  }

  node& at(std::string_view path) {
    auto end = path.find('/');
    auto& next = member(path.substr(0, end));
    return end == path.npos ? next : next.at(path.substr(end + 1));
  }

  void set(std::string value) {
    text = std::move(value);
    is_text = true;
  }

  void write(writer& out) const {
    if (is_text) {
      out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    } else if (is_map) {
      out.StartObject();
      for (auto& [name, x] : members) {
        out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
        x->write(out);
      }
      out.EndObject();
    } else if (std::nearbyint(number) == number && std::abs(number) < 9e15) {
      out.Int64(static_cast<int64_t>(number));
    } else {
      out.Double(std::isfinite(number) ? number : 0);
    }
  }
};

void fill(node& root, const expvar_row& row, const MetricFamily* family) {
  auto& member = root.at(row.member);
  if (!row.by.empty())
    member.is_map = true;
  if (family == nullptr)
    return;
  for (auto& x : family->metric) {
    if (!has(x, row.label, row.value) || !has(x, "state", row.state))
      continue;
    auto& to = row.by.empty() ? member : member.member(label_of(x, row.by));
    to.number += value_of(*family, x);
  }
}

} // namespace

double sum_of(const std::vector<MetricFamily>& numbers, const std::string& name,
              const std::vector<std::pair<std::string, std::string>>& labels) {
  double result = 0;
  for (auto& family : numbers) {
    if (family.name != name)
      continue;
    for (auto& x : family.metric) {
      auto all = true;
      for (auto& [key, value] : labels)
        all = all && label_of(x, key) == value;
      if (all)
        result += value_of(family, x);
    }
  }
  return result;
}

std::string expvar_json(const std::vector<MetricFamily>& numbers,
                        const expvar_facts& facts) {
  std::map<std::string_view, const MetricFamily*> by_name;
  for (auto& x : numbers)
    by_name.emplace(x.name, &x);
  node root;
  for (auto& row : expvar_rows) {
    auto i = by_name.find(row.family);
    fill(root, row, i == by_name.end() ? nullptr : i->second);
  }
  root.at("dogstatsd/PacketsLastSecond").number =
      static_cast<double>(facts.packets_last_second);
  auto& keys = root.at("forwarder/APIKeyStatus");
  keys.is_map = true;
  for (auto& [key, state] : facts.api_keys)
    keys.member(key).set(state);
  root.at("version").set(facts.version);
  root.at("pid").number = static_cast<double>(facts.pid);
  root.at("uptime").number = static_cast<double>(facts.uptime_s);
  rapidjson::StringBuffer buffer;
  writer out{buffer};
  root.write(out);
  return {buffer.GetString(), buffer.GetSize()};
}

} // namespace troupe::telemetry_parts
