#pragma once
/// What the kernel says about this process, under Prometheus's usual names:
/// memory, CPU, threads, file descriptors. What cannot be read is left out.
///
/// Units: bytes and seconds. Bounds: small files, read once per scrape; a
/// count of open descriptors stops at 65536. Thread rule: pure but for `/proc`.

#include <string>

#include "actors/telemetry/families.hpp"

namespace troupe::telemetry_parts {

families process_families(const std::string& folder = "/proc/self");

} // namespace troupe::telemetry_parts
