#pragma once
/// What the runtime shows of itself over HTTP.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>
#include <string>

namespace troupe {

struct telemetry_config {
  /// Serves `/telemetry` (Prometheus) on `expvar_port`. The Agent's default
  /// is false.
  /// Key: telemetry.enabled
  /// Default: true
  bool enabled = true;

  /// Port of `/telemetry`, `/debug/vars`, `/live` and `/ready`. 0 switches
  /// the server off. Change it when it is taken.
  /// Default: 5000
  uint16_t expvar_port = 5000;

  /// A second port with `/live` and `/ready` only, for probes from outside.
  /// 0 switches it off.
  /// Default: 0
  uint16_t health_port = 0;

  /// Address of `health_port`. Set 0.0.0.0 where a kubelet probes from
  /// outside. `expvar_port` is always on 127.0.0.1.
  /// Key: troupe.telemetry.health_bind_host
  /// Default: 127.0.0.1
  std::string health_bind_host = "127.0.0.1";
};

} // namespace troupe
