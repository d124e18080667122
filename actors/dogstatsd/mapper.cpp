#include "actors/dogstatsd/mapper.hpp"

#include <re2/re2.h>

namespace troupe {

namespace {

/// `.` is literal, `*` captures a run without dots, both ends are anchored.
std::string as_regex(std::string_view wildcard) {
  std::string result = "^";
  for (auto c : wildcard) {
    if (c == '.')
      result += "\\.";
    else if (c == '*')
      result += "([^.]*)";
    else
      result += c;
  }
  return result + "$";
}

bool is_wildcard(std::string_view text) {
  if (text.empty() || text.find("**") != std::string_view::npos)
    return false;
  for (auto c : text) {
    auto letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    auto digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '-' && c != '_' && c != '*' && c != '.')
      return false;
  }
  return true;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '_';
}

/// The reference behind a `$`: its length, and the text of its group.
struct reference {
  size_t size = 0;
  std::string_view text;
};

class captures {
public:
  captures(const re2::RE2& pattern, std::vector<re2::StringPiece> groups)
      : pattern_(pattern), groups_(std::move(groups)) {
  }

  /// `$1`, `${1}`, `$name` and `$$` as Go's Regexp.Expand: the longest word
  /// is the name; an unknown one is empty.
  std::string expand(std::string_view text) const {
    std::string result;
    while (true) {
      auto dollar = text.find('$');
      result += text.substr(0, dollar);
      if (dollar == std::string_view::npos)
        return result;
      text.remove_prefix(dollar + 1);
      if (text.starts_with('$')) {
        result += '$';
        text.remove_prefix(1);
        continue;
      }
      auto found = read(text);
      result += found.size == 0 ? std::string_view{"$"} : found.text;
      text.remove_prefix(found.size);
    }
  }

private:
  reference read(std::string_view text) const {
    bool braces = text.starts_with('{');
    auto word = text.substr(braces ? 1 : 0);
    size_t size = 0;
    while (size < word.size() && is_word(word[size]))
      ++size;
    if (size == 0 || (braces && (size == word.size() || word[size] != '}')))
      return {};
    return {size + (braces ? 2 : 0), group(word.substr(0, size))};
  }

  std::string_view group(std::string_view name) const {
    size_t number = 0;
    for (auto c : name) {
      if (c < '0' || c > '9')
        return named(name);
      number = number * 10 + static_cast<size_t>(c - '0');
      if (number >= groups_.size())
        return {};
    }
    return {groups_[number].data(), groups_[number].size()};
  }

  std::string_view named(std::string_view name) const {
    auto& names = pattern_.NamedCapturingGroups();
    auto i = names.find(std::string{name});
    if (i == names.end())
      return {};
    auto& piece = groups_[static_cast<size_t>(i->second)];
    return {piece.data(), piece.size()};
  }

  const re2::RE2& pattern_;
  std::vector<re2::StringPiece> groups_;
};

} // namespace

mapper::mapper(const std::vector<mapper_profile>& profiles, size_t cache_size)
    : cache_size_(cache_size) {
  for (auto& x : profiles) {
    profile one;
    one.prefix = x.prefix == "*" ? "" : x.prefix;
    for (auto& mapping : x.mappings)
      add_rule(one, mapping);
    profiles_.push_back(std::move(one));
  }
}

mapper::~mapper() = default;

void mapper::add_rule(profile& to, const mapping_rule& x) {
  auto wildcard = x.type == match_type::wildcard;
  if (wildcard && !is_wildcard(x.match)) {
    problems_.push_back("no wildcard pattern: " + x.match);
    return;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto text = wildcard ? as_regex(x.match) : x.match;
  auto pattern = std::make_unique<re2::RE2>(text, options);
  if (!pattern->ok())
    problems_.push_back(x.match + ": " + pattern->error());
  else
    to.rules.push_back({std::move(pattern), x.name, x.tags});
}

const mapper::result& mapper::map(std::string_view name) {
  if (auto i = index_.find(name); i != index_.end()) {
    recent_.splice(recent_.begin(), recent_, i->second);
    return recent_.front().value;
  }
  if (recent_.size() >= cache_size_) {
    index_.erase(recent_.back().name);
    recent_.pop_back();
  }
  recent_.push_front({std::string{name}, compute(name)});
  index_.emplace(recent_.front().name, recent_.begin());
  return recent_.front().value;
}

mapper::result mapper::compute(std::string_view name) const {
  result value;
  for (auto& profile : profiles_) {
    if (!name.starts_with(profile.prefix))
      continue;
    for (auto& rule : profile.rules)
      if (apply(rule, name, value))
        return value;
  }
  return value;
}

bool mapper::apply(const rule& x, std::string_view name, result& out) {
  auto count = x.pattern->NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<size_t>(count));
  re2::StringPiece text{name.data(), name.size()};
  if (!x.pattern->Match(text, 0, text.size(), re2::RE2::UNANCHORED,
                        groups.data(), count))
    return false;
  captures found{*x.pattern, std::move(groups)};
  out.matched = true;
  out.name = found.expand(x.name);
  for (auto& tag : x.tags)
    out.tags.push_back(tag.key + ":" + found.expand(tag.value));
  return true;
}

} // namespace troupe
