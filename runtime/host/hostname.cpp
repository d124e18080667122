#include "runtime/host/hostname.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/load/codecs.hpp"
#include "config/load/text.hpp"

namespace troupe {
namespace {

class machine final : public hostname_source {
public:
  result<std::string> read_file(const std::string& path) override {
    std::ifstream in{path};
    std::array<char, 1024> buffer;
    in.read(buffer.data(), buffer.size());
    if (in.bad() || in.gcount() <= 0)
      return error{errc::io, "cannot be read, or is empty"};
    return std::string{buffer.data(), static_cast<size_t>(in.gcount())};
  }

  result<std::string> system_name() override {
    std::array<char, 256> buffer = {};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0)
      return error{errc::io, std::strerror(errno)};
    return std::string{buffer.data()};
  }

  result<std::string> qualified_name() override {
    auto name = system_name();
    if (!name)
      return name;
    addrinfo hints = {};
    hints.ai_flags = AI_CANONNAME;
    addrinfo* found = nullptr;
    int code = ::getaddrinfo(name->c_str(), nullptr, &hints, &found);
    if (code != 0)
      return error{errc::not_found, ::gai_strerror(code)};
    std::string out;
    if (found->ai_canonname != nullptr)
      out = found->ai_canonname;
    ::freeaddrinfo(found);
    return out;
  }
};

/// Tries the ways one after another.
class resolution {
public:
  /// True when `name` is taken.
  bool offer(const char* provider, const result<std::string>& name) {
    if (!name) {
      out.notes.push_back(
          fmt::format("host name by {}: {}", provider, name.err().text));
      return false;
    }
    auto text = text::trim(*name);
    if (!is_host_name(text)) {
      out.notes.push_back(fmt::format("host name by {}: {} is no valid name",
                                      provider, text::shown(text)));
      return false;
    }
    out.name = std::string{text};
    out.provider = provider;
    return true;
  }

  resolved_hostname out;
};

bool on_fargate(const std::map<std::string, std::string>& env) {
  auto value = [&](const char* name) {
    auto found = env.find(name);
    return found == env.end() ? std::string{} : found->second;
  };
  return !value("ECS_FARGATE").empty()
         || value("AWS_EXECUTION_ENV") == "AWS_ECS_FARGATE";
}

} // namespace

hostname_source& system_hostname_source() {
  static machine instance;
  return instance;
}

result<resolved_hostname>
resolve_hostname(const host_config& options,
                 const std::map<std::string, std::string>& env,
                 hostname_source& source) {
  resolution ways;
  if (!options.hostname.empty()
      && ways.offer("configuration", options.hostname))
    return ways.out;
  if (!options.hostname_file.empty()
      && ways.offer("hostname_file", source.read_file(options.hostname_file)))
    return ways.out;
  if (on_fargate(env)) {
    ways.out.provider = "fargate";
    return ways.out;
  }
  if (options.hostname_fqdn && ways.offer("fqdn", source.qualified_name()))
    return ways.out;
  if (ways.offer("os", source.system_name()))
    return ways.out;
  return error{errc::not_found,
               "no host name found; set `hostname` (or DD_HOSTNAME): "
                   + text::join(ways.out.notes, "; ")};
}

} // namespace troupe
