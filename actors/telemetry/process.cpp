#include "actors/telemetry/process.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <unistd.h>

namespace troupe::telemetry_parts {

namespace {

using prometheus::MetricType;

constexpr size_t most_descriptors = 65'536;

void add(families& to, const char* name, const char* help, MetricType type,
         double value) {
  auto& x = to.emplace_back();
  x.name = name;
  x.help = help;
  x.type = type;
  auto& sample = x.metric.emplace_back();
  (type == MetricType::Counter ? sample.counter.value : sample.gauge.value) =
      value;
}

/// The fields after the name, which may itself hold spaces and brackets; the
/// first of them is number 3 of proc(5).
std::vector<double> stat_fields(const std::string& folder) {
  std::ifstream file{folder + "/stat"};
  std::string line;
  std::getline(file, line);
  auto end = line.rfind(')');
  if (end == std::string::npos)
    return {};
  std::istringstream rest{line.substr(end + 1)};
  std::string state;
  rest >> state;
  std::vector<double> result{0};
  for (double x = 0; rest >> x;)
    result.push_back(x);
  return result;
}

size_t open_descriptors(const std::string& folder) {
  std::error_code ec;
  size_t result = 0;
  std::filesystem::directory_iterator i{folder + "/fd", ec};
  for (; !ec && i != std::filesystem::directory_iterator{}
         && result < most_descriptors;
       i.increment(ec))
    ++result;
  return result;
}

} // namespace

families process_families(const std::string& folder) {
  families result;
  auto stat = stat_fields(folder);
  auto field = [&](size_t number) { return stat[number - 3]; };
  constexpr size_t rss_field = 24;
  if (stat.size() > rss_field - 3) {
    auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    add(result, "process_cpu_seconds_total", "User and system time",
        MetricType::Counter, (field(14) + field(15)) / ticks);
    add(result, "process_threads", "Threads", MetricType::Gauge, field(20));
    add(result, "process_virtual_memory_bytes", "Address space",
        MetricType::Gauge, field(23));
    add(result, "process_resident_memory_bytes", "Memory in use",
        MetricType::Gauge,
        field(rss_field) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  }
  if (auto n = open_descriptors(folder); n > 0)
    add(result, "process_open_fds", "Open file descriptors", MetricType::Gauge,
        static_cast<double>(n));
  return result;
}

} // namespace troupe::telemetry_parts
