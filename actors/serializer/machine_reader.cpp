#include "actors/serializer/machine_reader.hpp"

#include <cctype>
#include <charconv>
#include <ctime>
#include <fstream>
#include <set>
#include <string_view>

#include <sys/utsname.h>

namespace troupe {

namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Calls `f(key, value)` for each line with `separator` in it.
template <class F>
void for_each_pair(std::string_view text, char separator, F&& f) {
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto at = line.find(separator);
    if (at != std::string_view::npos)
      f(trim(line.substr(0, at)), trim(line.substr(at + 1)));
  }
}

uint64_t to_number(std::string_view text) {
  uint64_t result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')
      && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

void read_release(std::string_view text, machine_facts& out) {
  for_each_pair(text, '=', [&](auto key, auto value) {
    if (key == "ID")
      out.distribution = unquoted(value);
    else if (key == "VERSION_ID")
      out.distribution_version = unquoted(value);
    else if (key == "PRETTY_NAME")
      out.distribution_name = unquoted(value);
  });
}

/// One block per hardware thread; cores are told apart by socket and id.
void read_cpus(std::string_view text, machine_facts& out) {
  std::set<std::string> cores;
  std::string socket;
  for_each_pair(text, ':', [&](auto key, auto value) {
    if (key == "processor")
      ++out.cpu_threads;
    else if (key == "physical id")
      socket = value;
    else if (key == "core id")
      cores.insert(socket + ":" + std::string{value});
    else if (key == "vendor_id")
      out.cpu_vendor = value;
    else if (key == "model name")
      out.cpu_model = value;
    else if (key == "cpu family")
      out.cpu_family = value;
    else if (key == "cpu MHz")
      out.cpu_mhz = value;
    else if (key == "cache size")
      out.cpu_cache = value;
  });
  auto count = static_cast<uint32_t>(cores.size());
  out.cpu_cores = count > 0 ? count : out.cpu_threads;
}

void read_memory(std::string_view text, machine_facts& out) {
  for_each_pair(text, ':', [&](auto key, auto value) {
    if (key == "MemTotal")
      out.memory_kib = to_number(value);
    else if (key == "SwapTotal")
      out.swap_kib = to_number(value);
  });
}

/// 32 digits become 8-4-4-4-12; what has dashes stays.
std::string to_uuid(std::string_view text) {
  std::string result;
  for (auto c : trim(text))
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (result.size() == 32 && result.find('-') == std::string::npos)
    for (size_t at : {8, 13, 18, 23})
      result.insert(at, "-");
  return result;
}

std::string read_uuid(const machine_source& source) {
  for (auto path : {"/sys/class/dmi/id/product_uuid", "/etc/machine-id",
                    "/proc/sys/kernel/random/boot_id"})
    if (auto found = to_uuid(source.read(path)); !found.empty())
      return found;
  return {};
}

std::string read_file(const std::string& path) {
  constexpr size_t limit = size_t{1} << 20;
  std::ifstream in{path, std::ios::binary};
  std::string result(limit, '\0');
  in.read(result.data(), static_cast<std::streamsize>(limit));
  result.resize(static_cast<size_t>(in.gcount()));
  return result;
}

} // namespace

machine_source system_machine() {
  machine_source result;
  result.read = read_file;
  utsname names{};
  if (uname(&names) == 0)
    result.architecture = names.machine;
  tzset();
  result.timezone = tzname[0];
  return result;
}

machine_facts read_machine(const machine_source& source) {
  machine_facts result;
  result.machine = source.architecture;
  result.timezone = source.timezone;
  result.kernel_release = trim(source.read("/proc/sys/kernel/osrelease"));
  result.kernel_version = trim(source.read("/proc/sys/kernel/version"));
  auto release = source.read("/etc/os-release");
  if (release.empty())
    release = source.read("/usr/lib/os-release");
  read_release(release, result);
  read_cpus(source.read("/proc/cpuinfo"), result);
  read_memory(source.read("/proc/meminfo"), result);
  result.uuid = read_uuid(source);
  return result;
}

} // namespace troupe
