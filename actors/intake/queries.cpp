#include "actors/intake/queries.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "actors/intake/values.hpp"

namespace troupe::local {

namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& out, std::string_view text) {
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void field(writer& out, std::string_view name, std::string_view text) {
  put(out, name);
  put(out, text);
}

void field(writer& out, std::string_view name, int64_t value) {
  put(out, name);
  out.Int64(value);
}

/// One tag per line, as they stand in a row.
void tags_field(writer& out, std::string_view tags) {
  put(out, "tags");
  out.StartArray();
  while (!tags.empty()) {
    auto end = std::min(tags.find('\n'), tags.size());
    put(out, tags.substr(0, end));
    tags.remove_prefix(std::min(end + 1, tags.size()));
  }
  out.EndArray();
}

bool has_line(std::string_view lines, std::string_view line) {
  for (size_t at = 0; (at = lines.find(line, at)) != std::string_view::npos;
       ++at) {
    auto end = at + line.size();
    if ((at == 0 || lines[at - 1] == '\n')
        && (end == lines.size() || lines[end] == '\n'))
      return true;
  }
  return false;
}

/// One list under one name: {"<name>":[...]}.
std::string list_json(std::string_view name,
                      const std::function<bool(writer&)>& body) {
  rapidjson::StringBuffer buffer;
  writer out{buffer};
  out.StartObject();
  put(out, name);
  out.StartArray();
  auto truncated = body(out);
  out.EndArray();
  if (truncated) {
    put(out, "truncated");
    out.Bool(true);
  }
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

struct serie_row {
  int64_t id;
  serie_type type;
  int64_t interval;
  std::string host;
  std::string tags;
};

bool matches(const serie_row& x, const std::vector<std::string>& tags) {
  return std::all_of(tags.begin(), tags.end(), [&](const std::string& tag) {
    return has_line(x.tags, tag) || tag == "host:" + x.host;
  });
}

/// At most `candidates` of them: a metric may have very many.
std::vector<serie_row> find_series(database& db, const series_query& query) {
  statement find{db, "SELECT s.id, s.type, s.interval, s.host, s.tags "
                     "FROM series s JOIN metrics m ON s.metric_id=m.id "
                     "WHERE m.name=? ORDER BY s.host, s.tags, s.type"};
  find.begin().bind(std::string_view{query.metric});
  std::vector<serie_row> result;
  while (result.size() < query_limits::candidates && find.row()) {
    serie_row x{find.integer(0), static_cast<serie_type>(find.integer(1)),
                find.integer(2), std::string{find.text(3)},
                std::string{find.text(4)}};
    if (matches(x, query.tags))
      result.push_back(std::move(x));
  }
  return result;
}

/// Points of one serie by rising time; of more than one per step their mean,
/// of counts their sum.
std::string points_sql(const series_query& query, const std::string& column,
                       std::string_view table, bool adds_up) {
  std::string from = " FROM " + std::string{table}
                     + " WHERE series_id=? AND ts BETWEEN ? AND ?";
  if (query.step <= 0)
    return "SELECT ts, " + column + from + " ORDER BY ts";
  auto step = std::to_string(query.step);
  return "SELECT ts/" + step + "*" + step + " AS t, "
         + (adds_up ? "sum(" : "avg(") + column + ")" + from
         + " GROUP BY t ORDER BY t";
}

/// Writes series until a limit is reached.
class series_writer {
public:
  series_writer(database& db, const series_query& query, writer& out)
      : db_(db), query_(query), out_(out) {
  }

  /// False when the limit is reached.
  bool add(const serie_row& row) {
    if (row.type != serie_type::distribution)
      return add(row, "value", "points", row.type == serie_type::count);
    for (auto& name : sketch_aggregates())
      if (query_.aggregate.empty() || query_.aggregate == name)
        if (!add(row, name, "sketches", name == "count" || name == "sum"))
          return false;
    return true;
  }

private:
  bool add(const serie_row& row, const std::string& column,
           std::string_view table, bool adds_up) {
    statement find{db_, points_sql(query_, column, table, adds_up)};
    find.begin().bind(row.id).bind(query_.from).bind(query_.to);
    if (!find.row())
      return true;
    if (series_ == query_limits::series || points_ >= query_limits::points)
      return false;
    ++series_;
    head(row, column);
    auto complete = true;
    do {
      out_.StartArray();
      out_.Int64(find.integer(0));
      auto value = find.real(1);
      std::isfinite(value) ? out_.Double(value) : out_.Null();
      out_.EndArray();
      complete = ++points_ < query_limits::points;
    } while (complete && find.row());
    out_.EndArray();
    out_.EndObject();
    return complete;
  }

  void head(const serie_row& row, const std::string& column) {
    out_.StartObject();
    field(out_, "metric", query_.metric);
    field(out_, "type", to_string(row.type));
    if (row.type == serie_type::distribution)
      field(out_, "aggregate", column);
    field(out_, "interval", row.interval);
    field(out_, "host", row.host);
    tags_field(out_, row.tags);
    put(out_, "points");
    out_.StartArray();
  }

  database& db_;
  const series_query& query_;
  writer& out_;
  size_t series_ = 0;
  size_t points_ = 0;
};

} // namespace

const std::vector<std::string>& sketch_aggregates() {
  static const std::vector<std::string> names{
      "avg", "count", "max", "min", "sum", "p50", "p75", "p90", "p95", "p99"};
  return names;
}

std::string metrics_json(database& db, const metrics_query& query) {
  statement find{db, "SELECT id, name, last_ts FROM metrics "
                     "WHERE instr(name, ?) > 0 ORDER BY name LIMIT ?"};
  statement types{db, "SELECT min(type), count(*) FROM series "
                      "WHERE metric_id=?"};
  find.begin().bind(std::string_view{query.filter}).bind(query.limit + 1);
  return list_json("metrics", [&](writer& out) {
    for (int64_t n = 0; find.row(); ++n) {
      if (n == query.limit)
        return true;
      if (!query.details) {
        put(out, find.text(1));
        continue;
      }
      types.begin().bind(find.integer(0)).row();
      out.StartObject();
      field(out, "metric", find.text(1));
      field(out, "type", to_string(static_cast<serie_type>(types.integer(0))));
      field(out, "series", types.integer(1));
      field(out, "last", find.integer(2));
      out.EndObject();
    }
    return false;
  });
}

std::string series_json(database& db, const series_query& query) {
  auto rows = find_series(db, query);
  return list_json("series", [&](writer& out) {
    series_writer series{db, query, out};
    for (auto& row : rows)
      if (!series.add(row))
        return true;
    return rows.size() == query_limits::candidates;
  });
}

std::string events_json(database& db, const list_query& query) {
  statement find{db, "SELECT ts, title, text, priority, host, alert_type, "
                     "aggregation_key, source_type, event_type, tags "
                     "FROM events WHERE ts BETWEEN ? AND ? "
                     "ORDER BY ts DESC, id DESC LIMIT ?"};
  find.begin().bind(query.from).bind(query.to).bind(query.limit + 1);
  constexpr std::string_view names[] = {
      "title",           "text",        "priority",  "host", "alert_type",
      "aggregation_key", "source_type", "event_type"};
  return list_json("events", [&](writer& out) {
    for (int64_t n = 0; find.row(); ++n) {
      if (n == query.limit)
        return true;
      out.StartObject();
      field(out, "timestamp", find.integer(0));
      for (int i = 0; i < 8; ++i)
        field(out, names[i], find.text(i + 1));
      tags_field(out, find.text(9));
      out.EndObject();
    }
    return false;
  });
}

std::string check_runs_json(database& db, const list_query& query) {
  // SQLite takes the other columns from the row of the maximum.
  std::string ts = query.latest ? "max(ts)" : "ts";
  statement find{db, "SELECT name, host, tags, " + ts
                         + ", status, message FROM check_runs "
                           "WHERE ts BETWEEN ? AND ? AND (?='' OR name=?) "
                         + (query.latest ? "GROUP BY name, host, tags "
                                           "ORDER BY name, host, tags "
                                         : "ORDER BY ts DESC, name ")
                         + "LIMIT ?"};
  std::string_view name{query.name};
  find.begin().bind(query.from).bind(query.to).bind(name).bind(name);
  find.bind(query.limit + 1);
  return list_json("check_runs", [&](writer& out) {
    for (int64_t n = 0; find.row(); ++n) {
      if (n == query.limit)
        return true;
      out.StartObject();
      field(out, "check", find.text(0));
      field(out, "host_name", find.text(1));
      field(out, "timestamp", find.integer(3));
      field(out, "status", find.integer(4));
      field(out, "message", find.text(5));
      tags_field(out, find.text(2));
      out.EndObject();
    }
    return false;
  });
}

std::string hosts_json(database& db) {
  // Bodies are skimmed, not checked, when they come in.
  statement find{db,
                 "SELECT host, ts, "
                 "iif(ok, coalesce(json_extract(body, '$.agentVersion'), ''), "
                 "''), iif(ok, coalesce(json_extract(body, '$.os'), ''), '') "
                 "FROM (SELECT host, ts, body, json_valid(body) AS ok "
                 "FROM metadata WHERE kind='host') ORDER BY host"};
  find.begin();
  return list_json("hosts", [&](writer& out) {
    while (find.row()) {
      out.StartObject();
      field(out, "host", find.text(0));
      field(out, "timestamp", find.integer(1));
      field(out, "agent_version", find.text(2));
      field(out, "os", find.text(3));
      out.EndObject();
    }
    return false;
  });
}

} // namespace troupe::local
