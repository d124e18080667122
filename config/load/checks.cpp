#include <algorithm>
#include <array>
#include <cctype>

#include "config/load/codecs.hpp"

namespace troupe {
namespace {

bool printable(std::string_view x) {
  return std::all_of(x.begin(), x.end(), [](char c) {
    auto u = static_cast<unsigned char>(c);
    return u >= 0x20 && u != 0x7f;
  });
}

bool all_of_set(std::string_view x, std::string_view extra) {
  return std::all_of(x.begin(), x.end(), [extra](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0
           || extra.find(c) != std::string_view::npos;
  });
}

constexpr std::array<std::string_view, 12> placeholders = {
    "your_api_key", "your-api-key", "yourapikey",      "api_key",
    "apikey",       "your_key",     "my_api_key",      "your_dd_api_key",
    "dd_api_key",   "changeme",     "datadog_api_key", "your_api_key_here"};

} // namespace

bool is_any(std::string_view x) {
  return printable(x);
}

bool is_http_url(std::string_view x) {
  size_t scheme = x.starts_with("http://")    ? 7
                  : x.starts_with("https://") ? 8
                                              : 0;
  if (scheme == 0 || !printable(x) || x.find(' ') != std::string_view::npos)
    return false;
  auto host = x.substr(scheme, x.find_first_of("/?#", scheme) - scheme);
  return !host.empty() && host.find('@') == std::string_view::npos
         && all_of_set(host, ".-_:[]%");
}

bool is_http_url_or_empty(std::string_view x) {
  return x.empty() || is_http_url(x);
}

bool is_site(std::string_view x) {
  return !x.empty() && x.size() <= 253 && all_of_set(x, ".-_:")
         && x.front() != '.';
}

bool is_bind_host(std::string_view x) {
  return !x.empty() && x.size() <= 253 && all_of_set(x, ".-_:%[]");
}

bool is_path_or_empty(std::string_view x) {
  return x.empty() || (x.front() == '/' && x.size() < 4096 && printable(x));
}

bool is_socket_path_or_empty(std::string_view x) {
  return is_path_or_empty(x) && x.size() <= 107;
}

bool is_host_name(std::string_view x) {
  std::string word = text::lower(x);
  if (x.empty() || x.size() > 255 || word == "localhost"
      || word == "localhost.localdomain" || word == "localhost6.localdomain6"
      || word == "ip6-localhost")
    return false;
  while (true) {
    auto label = x.substr(0, x.find('.'));
    if (label.empty() || !all_of_set(label, "-") || label.front() == '-'
        || label.back() == '-')
      return false;
    if (label.size() == x.size())
      return true;
    x.remove_prefix(label.size() + 1);
  }
}

bool is_host_name_or_empty(std::string_view x) {
  return x.empty() || is_host_name(x);
}

bool is_word(std::string_view x) {
  return !x.empty() && printable(x);
}

bool is_aggregate(std::string_view x) {
  return x == "max" || x == "min" || x == "sum" || x == "avg" || x == "median"
         || x == "count";
}

std::string clean_key(std::string_view x) {
  x = text::trim(x);
  if (x.size() >= 2 && (x.front() == '"' || x.front() == '\'')
      && x.front() == x.back())
    x = text::trim(x.substr(1, x.size() - 2));
  return std::string{x};
}

std::string_view why_no_key(std::string_view key) {
  if (key.empty())
    return "it is blank";
  if (key.size() > 128)
    return "it is longer than 128 characters";
  if (!all_of_set(key, "-_"))
    return "it holds characters that no key has";
  std::string word = text::lower(key);
  if (std::find(placeholders.begin(), placeholders.end(), word)
      != placeholders.end())
    return "it is a placeholder";
  bool same = word.size() >= 8 && word.find_first_not_of(word[0]) == word.npos;
  if (same && (word[0] == 'x' || word[0] == '_' || word[0] == '-'))
    return "it is a placeholder";
  return {};
}

} // namespace troupe
