#pragma once
/// Which parts are able to do their work. A part names itself and says what is
/// wrong in words for people; `/ready`, `status` and `health` read it.
///
/// Bounds: one entry per part, parts are a closed set of names.
/// Thread rule: safe on any thread.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

enum class health_state : uint8_t {
  /// Not yet known.
  starting = 0,
  ok = 1,
  /// Works, but not as it should; does not make the whole unready.
  degraded = 2,
  /// Cannot do its work.
  failed = 3,
};

constexpr std::string_view to_string(health_state x) {
  constexpr std::string_view words[] = {"starting", "ok", "degraded", "failed"};
  return words[static_cast<size_t>(x)];
}

struct health_entry {
  std::string part;
  health_state state = health_state::starting;
  /// Empty when ok.
  std::string reason;
};

class health_registry {
public:
  void set(const std::string& part, health_state state,
           std::string reason = {});
  /// The part exists no more.
  void forget(const std::string& part);
  /// From here on nothing is ready any more: the process stops.
  void stop();

  /// Every part is ok or degraded, and the process does not stop.
  bool ready() const;
  bool stopping() const;
  /// By name.
  std::vector<health_entry> entries() const;

private:
  mutable std::mutex mutex_;
  std::map<std::string, health_entry> parts_;
  bool stopping_ = false;
};

} // namespace troupe
