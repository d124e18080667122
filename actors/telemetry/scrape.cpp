#include "actors/telemetry/scrape.hpp"

#include <cmath>
#include <iterator>

#include <unistd.h>

#include <prometheus/text_serializer.h>

#include "actors/telemetry/families.hpp"
#include "actors/telemetry/process.hpp"

namespace troupe::telemetry_parts {

namespace {

http_answer plain(unsigned status, const char* text) {
  return {status, "text/plain; charset=utf-8", text, {}};
}

void append(std::vector<prometheus::MetricFamily>& to, families more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
}

} // namespace

scrape::scrape(scrape_sources sources, bool prometheus)
    : sources_(std::move(sources)),
      prometheus_(prometheus),
      started_ns_(sources_.clock.steady_ns()) {
}

std::vector<prometheus::MetricFamily> scrape::collect() const {
  auto result = sources_.numbers.collect();
  append(result, ledger_families(sources_.rows));
  append(result,
         tree_families(sources_.tree.snapshot(), sources_.clock.steady_ns()));
  return result;
}

std::string scrape::text() const {
  auto all = collect();
  append(all, process_families());
  return prometheus::TextSerializer{}.Serialize(all);
}

std::string scrape::vars() const {
  expvar_facts facts;
  facts.version = sources_.version;
  facts.pid = ::getpid();
  facts.uptime_s = (sources_.clock.steady_ns() - started_ns_) / 1'000'000'000;
  facts.packets_last_second = packets_last_second_;
  if (sources_.api_keys)
    facts.api_keys = sources_.api_keys();
  return expvar_json(sources_.numbers.collect(), facts);
}

void scrape::tick() {
  auto now = sources_.clock.steady_ns();
  auto numbers = sources_.numbers.collect();
  auto packets = sum_of(numbers, "dogstatsd__udp_packets", {{"state", "ok"}})
                 + sum_of(numbers, "dogstatsd__uds_packets", {{"state", "ok"}});
  auto seconds = static_cast<double>(now - last_tick_ns_) / 1e9;
  if (last_tick_ns_ != 0 && seconds > 0)
    packets_last_second_ = std::llround((packets - last_packets_) / seconds);
  last_tick_ns_ = now;
  last_packets_ = packets;
}

http_answer scrape::serve(const http_request& request) {
  if (auto probe = answer_probe(request, sources_.health, sources_.stuck))
    return *std::move(probe);
  auto telemetry = request.path == "/telemetry" && prometheus_;
  if (!telemetry && request.path != "/debug/vars")
    return plain(404, "nothing is here: /telemetry /debug/vars /live /ready\n");
  if (request.method != "GET" && request.method != "HEAD")
    return plain(405, "the method must be GET\n");
  if (telemetry)
    return {200, "text/plain; version=0.0.4; charset=utf-8", text(), {}};
  return {200, "application/json; charset=utf-8", vars(), {}};
}

} // namespace troupe::telemetry_parts
