#include "actors/telemetry/families.hpp"

#include <functional>
#include <string>
#include <string_view>

#include "runtime/base/drop_reason.hpp"

namespace troupe::telemetry_parts {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily make_family(std::string name, std::string help, MetricType type) {
  MetricFamily result;
  result.name = std::move(name);
  result.help = std::move(help);
  result.type = type;
  return result;
}

void add(MetricFamily& to, std::vector<ClientMetric::Label> labels,
         double value) {
  ClientMetric x;
  x.label = std::move(labels);
  if (to.type == MetricType::Counter)
    x.counter.value = value;
  else
    x.gauge.value = value;
  to.metric.push_back(std::move(x));
}

void add_stage(MetricFamily& units, const stage_snapshot& x) {
  auto put = [&](std::string_view state, std::string_view reason, double n) {
    add(units,
        {{"stage", x.name},
         {"state", std::string{state}},
         {"reason", std::string{reason}}},
        n);
  };
  put("in", "", static_cast<double>(x.in));
  put("out", "", static_cast<double>(x.out));
  constexpr std::string_view places[] = {"queued", "inflight", "disk"};
  for (size_t i = 0; i < x.resting.size(); ++i)
    put(places[i], "", static_cast<double>(x.resting[i]));
  for (size_t i = 0; i < x.dropped.size(); ++i)
    if (x.dropped[i] > 0)
      put("dropped", to_string(static_cast<drop_reason>(i)),
          static_cast<double>(x.dropped[i]));
}

struct actor_column {
  const char* name;
  const char* help;
  MetricType type;
  std::function<double(const tree_node&)> value;
};

double of(const std::atomic<uint64_t>& x) {
  return static_cast<double>(x.load(std::memory_order_relaxed));
}

const std::vector<actor_column>& actor_columns() {
  constexpr auto counter = MetricType::Counter;
  constexpr auto gauge = MetricType::Gauge;
  static const std::vector<actor_column> columns{
      {"arrived_total", "Messages that came in", counter,
       [](const tree_node& x) { return of(x.stats->arrived); }},
      {"handled_total", "Messages whose handler ended", counter,
       [](const tree_node& x) { return of(x.stats->handled); }},
      {"refused_total", "Messages refused because the mailbox was full",
       counter, [](const tree_node& x) { return of(x.stats->refused); }},
      {"unhandled_total", "Messages that the actor did not know", counter,
       [](const tree_node& x) { return of(x.stats->unhandled); }},
      {"abandoned_total", "Messages that waited when the actor ended", counter,
       [](const tree_node& x) { return of(x.stats->abandoned); }},
      {"busy_seconds_total", "Time inside handlers", counter,
       [](const tree_node& x) { return of(x.stats->busy_ns) / 1e9; }},
      {"restarts_total", "Restarts after a failure of its own", counter,
       [](const tree_node& x) { return static_cast<double>(x.restarts); }},
      {"queue", "Messages that wait", gauge,
       [](const tree_node& x) {
         return static_cast<double>(x.stats->queue());
       }},
      {"running", "1 when it runs", gauge,
       [](const tree_node& x) {
         return x.state == child_state::running ? 1.0 : 0.0;
       }},
  };
  return columns;
}

} // namespace

families ledger_families(const ledger& rows) {
  auto units =
      make_family("troupe_ledger_units",
                  "Units by stage and what became of them", MetricType::Gauge);
  auto balance = make_family("troupe_ledger_balance_units",
                             "Units of a stage that are not accounted for",
                             MetricType::Gauge);
  for (auto row : rows.rows()) {
    auto x = row->snapshot();
    add_stage(units, x);
    add(balance, {{"stage", x.name}}, static_cast<double>(x.balance()));
  }
  return {std::move(units), std::move(balance)};
}

families tree_families(const std::vector<tree_node>& nodes, int64_t now_ns) {
  families result;
  for (auto& column : actor_columns()) {
    auto x = make_family(std::string{"troupe_actor_"} + column.name,
                         column.help, column.type);
    for (auto& node : nodes)
      add(x, {{"actor", node.id}}, column.value(node));
    result.push_back(std::move(x));
  }
  auto stuck =
      make_family("troupe_actor_busy_since_seconds",
                  "How long the present handler runs", MetricType::Gauge);
  for (auto& node : nodes) {
    auto since = node.stats->busy_since_ns.load(std::memory_order_relaxed);
    add(stuck, {{"actor", node.id}},
        since == 0 ? 0 : static_cast<double>(now_ns - since) / 1e9);
  }
  result.push_back(std::move(stuck));
  return result;
}

} // namespace troupe::telemetry_parts
