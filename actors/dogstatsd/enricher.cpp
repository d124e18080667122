#include "actors/dogstatsd/enricher.hpp"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace troupe {

namespace {

using namespace std::literals;

constexpr size_t longest_name = 65535;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Bytes of the UTF-8 character at the front of `text`; 0 when it is none.
size_t utf8_length(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80)
    return 1;
  size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size)
    return 0;
  for (size_t i = 1; i < size; ++i)
    if (!is_continuation(text[i]))
      return 0;
  auto second = static_cast<unsigned char>(text[1]);
  bool overlong =
      (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  bool beyond =
      (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : size;
}

/// A name that would spoil the whole payload it is part of is refused here.
bool is_usable(std::string_view name) {
  if (name.empty() || name.size() > longest_name)
    return false;
  while (!name.empty()) {
    auto first = static_cast<unsigned char>(name[0]);
    auto size = utf8_length(name);
    if (size == 0 || first < 0x20 || first == 0x7f)
      return false;
    name.remove_prefix(size);
  }
  return true;
}

/// Cuts at the front of a character.
std::string_view cut(std::string_view text, size_t size) {
  if (text.size() <= size)
    return text;
  while (size > 0 && is_continuation(text[size]))
    --size;
  return text.substr(0, size);
}

void append(std::string& to, std::string_view part) {
  auto size = static_cast<uint32_t>(part.size());
  to.append(reinterpret_cast<const char*>(&size), sizeof(size));
  to.append(part);
}

name_filter make_filter(const dogstatsd_config& x) {
  if (!x.metric_filterlist.empty())
    return {x.metric_filterlist, x.metric_filterlist_match_prefix};
  return {x.statsd_metric_blocklist, x.statsd_metric_blocklist_match_prefix};
}

} // namespace

enricher::enricher(const dogstatsd_config& config, uint64_t seed,
                   const tag_limits& limits)
    : namespace_(config.statsd_metric_namespace),
      namespace_exceptions_(config.statsd_metric_namespace_blacklist),
      unwanted_(make_filter(config)),
      extra_tags_(config.dogstatsd_tags),
      copy_prefix_(config.histogram_copy_to_distribution_prefix),
      mapper_(config.dogstatsd_mapper_profiles,
              static_cast<size_t>(config.dogstatsd_mapper_cache_size)),
      seed_(seed),
      limits_(limits) {
  if (!namespace_.empty() && !namespace_.ends_with('.'))
    namespace_ += '.';
  for (auto& x : config.metric_tag_filterlist)
    tag_filters_.insert_or_assign(
        x.metric_name, tag_filter{x.action, {x.tags.begin(), x.tags.end()}});
}

dsd::verdict enricher::identify(const dsd::metric_line& line,
                                metric_kind kind) {
  if (!is_usable(line.name) || !map_and_name(line.name))
    return drop_reason::bad_name;
  if (!unwanted_.empty() && unwanted_.matches(found_.name))
    return drop_reason::filtered;
  auto said = collect_tags(line.tags, mapped_tags_, line.origin.cardinality);
  filter_tags();
  limit_tags();
  found_.host = cut(said.host, longest_name);
  found_.traits = {};
  found_.traits.kind = kind;
  found_.traits.agent_host = !said.host_set;
  found_.traits.milliseconds = line.type == dsd::metric_type::timing;
  if (said.jmx)
    found_.traits.source = metric_source::jmx;
  compute_key();
  return {};
}

void enricher::become_copy() {
  found_.name.insert(0, copy_prefix_);
  found_.traits.kind = metric_kind::distribution;
  found_.traits.milliseconds = false;
  compute_key();
}

bool enricher::map_and_name(std::string_view name) {
  mapped_tags_ = {};
  if (mapper_.enabled()) {
    auto& mapped = mapper_.map(name);
    if (mapped.matched) {
      name = mapped.name;
      mapped_tags_ = mapped.tags;
    }
  }
  auto starts_name = [&](auto& x) { return name.starts_with(x); };
  auto keeps_name = std::any_of(namespace_exceptions_.begin(),
                                namespace_exceptions_.end(), starts_name);
  found_.name.assign(keeps_name ? ""sv : std::string_view{namespace_});
  found_.name += name;
  return !name.empty() && found_.name.size() <= longest_name;
}

enricher::internal_tags
enricher::collect_tags(std::string_view section,
                       std::span<const std::string> more,
                       std::string_view cardinality) {
  internal_tags said;
  said.cardinality = cardinality;
  auto& tags = found_.tags;
  tags.clear();
  auto take = [&](std::string_view tag) {
    if (!take_internal(tag, !said.cardinality.empty(), said))
      tags.push_back(tag);
  };
  while (!section.empty()) {
    auto comma = section.find(',');
    take(section.substr(0, comma));
    if (comma == std::string_view::npos)
      break;
    section.remove_prefix(comma + 1);
    if (section.empty())
      take(section);
  }
  for (auto& tag : more)
    take(tag);
  tags.insert(tags.end(), extra_tags_.begin(), extra_tags_.end());
  return said;
}

bool enricher::take_internal(std::string_view tag, bool has_cardinality,
                             internal_tags& out) const {
  auto value_of = [&](std::string_view prefix, std::string_view& to) {
    if (!tag.starts_with(prefix))
      return false;
    to = tag.substr(prefix.size());
    return true;
  };
  if (tag.empty() || (tag[0] != 'h' && tag[0] != 'd'))
    return false;
  std::string_view ignored;
  if (value_of("host:", out.host)) {
    out.host_set = true;
    return true;
  }
  if (value_of("dd.internal.jmx_check_name:", ignored)) {
    out.jmx = true;
    return true;
  }
  // As for the Agent, only the first word about cardinality is taken out.
  return value_of("dd.internal.entity_id:", out.entity_id)
         || (!has_cardinality
             && value_of("dd.internal.card:", out.cardinality));
}

void enricher::filter_tags() {
  auto i = tag_filters_.find(found_.name);
  if (i == tag_filters_.end())
    return;
  auto& keys = i->second.keys;
  auto include = i->second.action == tag_filter_action::include;
  auto unwanted = [&](std::string_view tag) {
    return keys.contains(tag.substr(0, tag.find(':'))) != include;
  };
  std::erase_if(found_.tags, unwanted);
}

void enricher::limit_tags() {
  auto& tags = found_.tags;
  bool cut_any = false;
  size_t bytes = 0;
  size_t kept = 0;
  for (auto& tag : tags) {
    auto text = cut(tag, limits_.tag_bytes);
    cut_any |= text.size() != tag.size();
    tag = text;
  }
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  while (kept < tags.size() && kept < limits_.tags
         && bytes + tags[kept].size() <= limits_.all_bytes)
    bytes += tags[kept++].size();
  cut_any |= kept < tags.size();
  tags.resize(kept);
  truncated_ += cut_any;
}

void enricher::compute_key() {
  key_bytes_.clear();
  append(key_bytes_, found_.name);
  key_bytes_.push_back(found_.traits.agent_host ? 'a' : 'h');
  append(key_bytes_, found_.host);
  for (auto tag : found_.tags)
    append(key_bytes_, tag);
  key_bytes_.push_back(static_cast<char>(found_.traits.kind));
  auto hash =
      XXH3_128bits_withSeed(key_bytes_.data(), key_bytes_.size(), seed_);
  found_.key = {hash.low64, hash.high64};
}

template <class Line, class Message>
void enricher::common(const Line& line, uint32_t pid, Message& out) {
  auto said = collect_tags(line.tags, {}, line.origin.cardinality);
  limit_tags();
  out.timestamp = line.timestamp;
  out.host_set = !line.host.empty() || said.host_set;
  out.host = line.host.empty() ? said.host : line.host;
  out.tags.assign(found_.tags.begin(), found_.tags.end());
  out.from.pid = pid;
  out.from.local_data = line.origin.local_data;
  out.from.external_data = line.origin.external_data;
  out.from.cardinality = said.cardinality;
  out.from.entity_id = said.entity_id;
}

event enricher::make(const dsd::event_line& line, uint32_t pid) {
  event result;
  common(line, pid, result);
  result.title = dsd::clean_text(line.title);
  result.text = dsd::clean_text(line.text);
  result.priority = line.priority;
  result.alert = line.alert;
  result.aggregation_key = line.aggregation_key;
  result.source_type = line.source_type;
  return result;
}

service_check enricher::make(const dsd::service_check_line& line,
                             uint32_t pid) {
  service_check result;
  common(line, pid, result);
  result.name = line.name;
  result.status = line.status;
  result.message = line.message;
  return result;
}

} // namespace troupe
