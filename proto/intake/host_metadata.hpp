#pragma once
/// What the intake is told about the host (`/intake/`), and its JSON.
///
/// Thread rule: values and a pure function.

#include <string>
#include <vector>

#include "proto/intake/byte_buffer.hpp"

namespace troupe {

/// Facts about the machine; empty or 0 where the system does not tell.
struct machine_facts {
  /// Of `uname`: "x86_64", "6.1.0-18-amd64", "#1 SMP ...".
  std::string machine;
  std::string kernel_release;
  std::string kernel_version;
  /// Short name of the local time zone: "UTC", "CET".
  std::string timezone;
  /// "debian" and "12", from os-release.
  std::string distribution;
  std::string distribution_version;
  /// "Debian GNU/Linux 12 (bookworm)".
  std::string distribution_name;
  /// Stable over reinstallations of the agent, not secret.
  std::string uuid;
  std::string cpu_vendor;
  std::string cpu_model;
  std::string cpu_family;
  std::string cpu_mhz;
  std::string cpu_cache;
  uint32_t cpu_cores = 0;
  uint32_t cpu_threads = 0;
  uint64_t memory_kib = 0;
  uint64_t swap_kib = 0;
};

struct host_metadata {
  std::string hostname;
  std::string agent_version;
  std::string flavor = "agent";
  std::vector<std::string> host_tags;
  machine_facts machine;
  int64_t collected_s = 0;
};

/// Appends the whole body. `apiKey` stays empty: the key travels in a header,
/// and a body goes to several endpoints.
void append_host_metadata(const host_metadata& x, byte_buffer& out);

} // namespace troupe
