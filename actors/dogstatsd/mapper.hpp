#pragma once
/// Turns parts of a metric's name into tags by the configured profiles: the
/// first matching rule of the first profile whose prefix fits and that has
/// one.
///
/// Bounds: results, also "no match", of the last `cache_size` names are kept;
/// a size of 0 switches the mapper off. Patterns match in linear time.
/// Thread rule: one owner. Errors: a pattern that does not compile is left out
/// and named in `problems`.

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "config/sections/dogstatsd.hpp"

namespace re2 {
class RE2;
}

namespace troupe {

class mapper {
public:
  struct result {
    bool matched = false;
    std::string name;
    std::vector<std::string> tags;
  };

  mapper(const std::vector<mapper_profile>& profiles, size_t cache_size);
  ~mapper();

  bool enabled() const noexcept {
    return !profiles_.empty() && cache_size_ > 0;
  }

  /// Valid until the next call.
  const result& map(std::string_view name);

  const std::vector<std::string>& problems() const noexcept {
    return problems_;
  }

private:
  struct rule {
    std::unique_ptr<re2::RE2> pattern;
    std::string name;
    std::vector<mapping_tag> tags;
  };
  struct profile {
    std::string prefix;
    std::vector<rule> rules;
  };
  struct entry {
    std::string name;
    result value;
  };
  using entries = std::list<entry>;

  void add_rule(profile& to, const mapping_rule& x);
  result compute(std::string_view name) const;
  static bool apply(const rule& x, std::string_view name, result& out);

  size_t cache_size_;
  std::vector<profile> profiles_;
  std::vector<std::string> problems_;
  /// Least recently used last; the index points into the nodes.
  entries recent_;
  absl::flat_hash_map<std::string_view, entries::iterator> index_;
};

} // namespace troupe
