#pragma once
/// What a message means beyond its text: who it belongs to after mapping,
/// internal tags, namespace, filters and extra tags. The long way of the first
/// sample of a context, and the way of every event and service check.
///
/// Order: mapper, host and internal tags, namespace, name filter, extra tags,
/// tag filter, sort and dedupe.
/// Bounds: 1000 tags, 200 bytes a tag, 100 KiB of tags; what is beyond is cut
/// and counted. Names and hosts: 65535 bytes.
/// Thread rule: one owner; results are valid until the next call.

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/dogstatsd/mapper.hpp"
#include "actors/dogstatsd/name_filter.hpp"
#include "config/sections/dogstatsd.hpp"
#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"
#include "messages/metric/context.hpp"
#include "proto/dogstatsd/event.hpp"
#include "proto/dogstatsd/metric.hpp"
#include "proto/dogstatsd/service_check.hpp"

namespace troupe {

struct tag_limits {
  size_t tags = 1000;
  size_t tag_bytes = 200;
  size_t all_bytes = 102'400;
};

class enricher {
public:
  /// The identity of a metric's context.
  struct identity {
    hash128 key;
    std::string name;
    std::string_view host;
    std::vector<std::string_view> tags;
    context_traits traits;
  };

  /// Shards that are merged must share `seed`.
  enricher(const dogstatsd_config& config, uint64_t seed,
           const tag_limits& limits = {});

  /// Refuses with `bad_name` or `filtered`.
  dsd::verdict identify(const dsd::metric_line& line, metric_kind kind);
  const identity& found() const noexcept {
    return found_;
  }
  /// Makes `found` the distribution that copies this histogram.
  void become_copy();

  event make(const dsd::event_line& line, uint32_t pid);
  service_check make(const dsd::service_check_line& line, uint32_t pid);

  /// Messages since the last call whose tags were cut.
  uint64_t take_truncated() noexcept {
    return std::exchange(truncated_, 0);
  }
  const std::vector<std::string>& problems() const noexcept {
    return mapper_.problems();
  }

private:
  /// What tags say about a message.
  struct internal_tags {
    bool host_set = false;
    std::string_view host;
    std::string_view entity_id;
    std::string_view cardinality;
    bool jmx = false;
  };
  struct tag_filter {
    tag_filter_action action;
    std::set<std::string, std::less<>> keys;
  };

  bool map_and_name(std::string_view name);
  internal_tags collect_tags(std::string_view section,
                             std::span<const std::string> more,
                             std::string_view cardinality);
  bool take_internal(std::string_view tag, bool has_cardinality,
                     internal_tags& out) const;
  void filter_tags();
  void limit_tags();
  void compute_key();
  template <class Line, class Message>
  void common(const Line& line, uint32_t pid, Message& out);

  std::string namespace_;
  std::vector<std::string> namespace_exceptions_;
  name_filter unwanted_;
  std::vector<std::string> extra_tags_;
  std::map<std::string, tag_filter, std::less<>> tag_filters_;
  std::string copy_prefix_;
  mapper mapper_;
  uint64_t seed_;
  tag_limits limits_;
  identity found_;
  std::span<const std::string> mapped_tags_;
  std::string key_bytes_;
  uint64_t truncated_ = 0;
};

} // namespace troupe
