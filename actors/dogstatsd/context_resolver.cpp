#include "actors/dogstatsd/context_resolver.hpp"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace troupe {

namespace {

/// Contexts ended in one slice, so that freeing them takes no millisecond.
constexpr size_t most_expired = 4096;

hash128 mixed(const XXH128_hash_t& a, const hash128& b) {
  return {a.low64 ^ (b.low * 0x9e3779b97f4a7c15ull),
          a.high64 ^ (b.high * 0xc2b2ae3d27d4eb4full)};
}

} // namespace

bool aggregated_kind(const dsd::metric_line& line, metric_kind& out) {
  out = dsd::kind_of(line.type);
  if (line.timestamp == 0)
    return true;
  if (line.type == dsd::metric_type::gauge)
    out = metric_kind::gauge_with_timestamp;
  else if (line.type == dsd::metric_type::count)
    out = metric_kind::count_with_timestamp;
  else
    return false;
  return true;
}

context_resolver::context_resolver(const dogstatsd_config& config,
                                   const resolver_options& x)
    : seed_(x.seed),
      cache_(x.max_contexts + x.max_contexts / 2),
      table_(x.max_contexts),
      enricher_(config, x.seed, x.limits) {
}

hash128 context_resolver::raw_key(const dsd::metric_line& x) const noexcept {
  auto type = static_cast<uint64_t>(x.type) * 2 + (x.timestamp != 0);
  auto name =
      XXH3_64bits_withSeed(x.name.data(), x.name.size(), seed_ ^ (type + 1));
  auto all = XXH3_128bits_withSeed(x.tags.data(), x.tags.size(), name);
  hash128 result{all.low64, all.high64};
  if (!x.origin.empty())
    for (auto part :
         {x.origin.local_data, x.origin.external_data, x.origin.cardinality})
      result =
          mixed(XXH3_128bits_withSeed(part.data(), part.size(), seed_), result);
  return result;
}

context_resolver::resolution
context_resolver::resolve(const dsd::metric_line& line, const hash128& raw,
                          uint32_t now_s) {
  auto known = cache_.find(raw);
  if (known == is_filtered)
    return {none, drop_reason::filtered};
  if (known == is_bad_name)
    return {none, drop_reason::bad_name};
  ++misses_;
  auto kind = metric_kind::gauge;
  if (!aggregated_kind(line, kind))
    return {none, drop_reason::unsupported_type};
  auto verdict = enricher_.identify(line, kind);
  if (!verdict) {
    auto filtered = verdict.why() == drop_reason::filtered;
    cache_.insert(raw, filtered ? is_filtered : is_bad_name);
    return {none, verdict.why()};
  }
  auto result = find_or_add(now_s);
  if (result.slot != none)
    cache_.insert(raw, result.slot);
  return result;
}

context_resolver::resolution
context_resolver::copy_of(uint32_t slot, const dsd::metric_line& line,
                          uint32_t now_s) {
  auto i = copies_.find(slot);
  if (i != copies_.end() && is_live(i->second))
    return {i->second};
  ++misses_;
  if (auto x = enricher_.identify(line, metric_kind::histogram); !x)
    return {none, x.why()};
  enricher_.become_copy();
  auto result = find_or_add(now_s);
  if (result.slot != none)
    copies_.insert_or_assign(slot, result.slot);
  return result;
}

context_resolver::resolution context_resolver::find_or_add(uint32_t now_s) {
  auto& x = enricher_.found();
  auto slot = table_.find(x.key);
  if (slot != none)
    return {slot};
  if (table_.full())
    return {none, drop_reason::context_limit};
  return {table_.add(
      metric_context::make(x.key, x.name, x.host, x.tags, x.traits), now_s)};
}

void context_resolver::expire(uint32_t now_s, uint32_t age_s,
                              uint32_t counter_age_s) {
  auto slots = table_.slots();
  auto budget = std::max<uint32_t>(slots / 8, 4096);
  size_t ended = 0;
  for (; budget > 0 && expire_at_ < slots && ended < most_expired;
       --budget, ++expire_at_) {
    auto& x = table_[expire_at_];
    if (!x.context)
      continue;
    uint64_t age = age_s;
    if (x.kind() == column_kind::counter)
      age += counter_age_s;
    if (now_s <= x.last_seen_s || now_s - x.last_seen_s < age)
      continue;
    table_.expire(expire_at_);
    ++ended;
  }
  expired_ += ended;
  if (expire_at_ >= slots)
    expire_at_ = 0;
  sweep(std::max<size_t>(cache_.places() / 8, 4096));
}

void context_resolver::sweep(size_t budget) {
  // What became of a name is forgotten too, so that such entries cannot pile
  // up; it is found again at the price of one long way.
  if (!cache_.sweep(budget, [this](uint32_t x) { return !table_.is_live(x); }))
    return;
  absl::erase_if(copies_, [this](auto& x) {
    return !table_.is_live(x.first) || !table_.is_live(x.second);
  });
  table_.release_resting();
}

} // namespace troupe
