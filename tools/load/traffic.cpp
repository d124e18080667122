#include "tools/load/traffic.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <sstream>

namespace troupe::load {

namespace {

using engine = std::mt19937_64;

/// Fewer lines would repeat the same values too soon.
constexpr size_t fewest_lines = 65536;

struct metric_key {
  std::string name;
  std::string tags;
  size_t type = 0;
};

size_t between(engine& random, size_t low, size_t high) {
  return low + random() % (high - low + 1);
}

std::string tags_of(engine& random, const traffic_options& options,
                    size_t context) {
  auto n = between(random, options.min_tags, options.max_tags);
  if (n == 0)
    return {};
  // The first one makes the context unique, the others are shared by many.
  auto result = "id:" + std::to_string(context);
  for (size_t i = 1; i < n; ++i)
    result += ",k" + std::to_string(i) + ":v" + std::to_string(random() % 50);
  return result;
}

/// Of one length per type, so that lines can be made equally long.
std::string value_of(engine& random, size_t type) {
  auto digits = std::to_string(100 + random() % 900);
  if (type == 0)
    return "1";
  return type == 3 ? "u" + digits
                   : digits + "." + std::to_string(random() % 10);
}

std::string line_of(const metric_key& key, const std::string& value) {
  auto result = key.name + ":" + value + "|" + type_words[key.type];
  if (!key.tags.empty())
    result += "|#" + key.tags;
  return result;
}

metric_key key_of(engine& random, const traffic_options& options,
                  size_t context, std::discrete_distribution<size_t>& types) {
  metric_key result;
  result.type = types(random);
  result.tags = tags_of(random, options, context);
  auto names = result.tags.empty() ? 1 : 10;
  result.name = std::string{"bench."} + type_words[result.type] + "."
                + std::to_string(context / static_cast<size_t>(names));
  auto has = result.name.size() + result.tags.size();
  auto wanted = between(random, options.min_key_bytes, options.max_key_bytes);
  if (options.line_bytes > 0)
    wanted =
        options.line_bytes
        - std::min(options.line_bytes,
                   line_of(result, value_of(random, result.type)).size() - has);
  if (has + 1 < wanted)
    result.name += "." + std::string(wanted - has - 1, 'n');
  return result;
}

class packer {
public:
  explicit packer(const traffic_options& options) : options_(options) {
  }

  void add(const std::string& line, size_t type) {
    auto is_full =
        options_.lines_per_packet != 0 && lines_ >= options_.lines_per_packet;
    if (lines_ > 0
        && (is_full || body_.size() + 1 + line.size() > options_.packet_bytes))
      close();
    if (lines_++ > 0)
      body_ += '\n';
    body_ += line;
    ++inside_[type];
  }

  void close() {
    if (lines_ == 0)
      return;
    if (options_.equal_packets && body_.size() < options_.packet_bytes)
      body_.resize(options_.packet_bytes, '\n');
    auto at = result_.bytes.size();
    if (options_.frames)
      for (auto shift : {0, 8, 16, 24})
        result_.bytes += static_cast<char>(body_.size() >> shift & 0xff);
    result_.bytes += body_;
    result_.packets.push_back({at, result_.bytes.size() - at, result_.total});
    for (size_t i = 0; i < type_count; ++i)
      result_.total[i] += inside_[i];
    inside_ = {};
    body_.clear();
    lines_ = 0;
  }

  traffic take() {
    close();
    return std::move(result_);
  }

private:
  const traffic_options& options_;
  traffic result_;
  std::string body_;
  size_t lines_ = 0;
  type_counts inside_{};
};

} // namespace

traffic make_traffic(const traffic_options& options) {
  engine random{options.seed};
  std::discrete_distribution<size_t> types{options.weights.begin(),
                                           options.weights.end()};
  std::vector<metric_key> keys;
  keys.reserve(options.contexts);
  for (size_t i = 0; i < options.contexts; ++i)
    keys.push_back(key_of(random, options, i, types));
  packer out{options};
  std::vector<size_t> order(keys.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t lines = 0; lines < fewest_lines; lines += keys.size()) {
    std::shuffle(order.begin(), order.end(), random);
    for (auto i : order)
      out.add(line_of(keys[i], value_of(random, keys[i].type)), keys[i].type);
  }
  return out.take();
}

bool parse_weights(const std::string& text, type_counts& weights) {
  weights = {};
  std::istringstream in{text};
  std::string part;
  while (std::getline(in, part, ',')) {
    auto colon = part.find(':');
    auto word = part.substr(0, colon);
    auto at = std::find(type_words.begin(), type_words.end(), word);
    if (colon == std::string::npos || at == type_words.end())
      return false;
    weights[static_cast<size_t>(at - type_words.begin())] =
        std::strtoull(part.c_str() + colon + 1, nullptr, 10);
  }
  return std::accumulate(weights.begin(), weights.end(), uint64_t{0}) > 0;
}

} // namespace troupe::load
