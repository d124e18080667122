#include "config/load/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "config/load/text.hpp"

namespace troupe {
namespace {

/// Length of the valid UTF-8 sequence at the start, 0 when there is none.
size_t utf8_at(std::string_view x) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(x[i]); };
  size_t n = byte(0) < 0x80   ? 1
             : byte(0) < 0xc2 ? 0
             : byte(0) < 0xe0 ? 2
             : byte(0) < 0xf0 ? 3
             : byte(0) < 0xf5 ? 4
                              : 0;
  if (n == 0 || n > x.size())
    return 0;
  for (size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  bool bad = (n == 3 && byte(0) == 0xe0 && byte(1) < 0xa0)
             || (n == 3 && byte(0) == 0xed && byte(1) > 0x9f)
             || (n == 4 && byte(0) == 0xf0 && byte(1) < 0x90)
             || (n == 4 && byte(0) == 0xf4 && byte(1) > 0x8f);
  return bad ? 0 : n;
}

std::string valid(std::string_view x) {
  std::string out;
  while (!x.empty()) {
    size_t n = utf8_at(x);
    if (n == 0)
      out += "\xef\xbf\xbd";
    else
      out += x.substr(0, n);
    x.remove_prefix(n == 0 ? 1 : n);
  }
  return out;
}

bool is_literal(const config_node& node) {
  return node.plain
         && (node.text == "true" || node.text == "false"
             || text::to_double(node.text));
}

void put(std::string& out, std::string_view x) {
  out += '"';
  for (char c : valid(x)) {
    auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string{'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (u < 0x20 || u == 0x7f)
      out += fmt::format("\\u{:04x}", u);
    else
      out += c;
  }
  out += '"';
}

void write(std::string& out, const config_node& node) {
  std::string_view between;
  if (node.is_map()) {
    out += '{';
    for (const auto& [name, value] : node.fields) {
      out += std::exchange(between, ",");
      put(out, name);
      out += ':';
      write(out, *value);
    }
    out += '}';
  } else if (node.is_list()) {
    out += '[';
    for (const auto& item : node.items) {
      out += std::exchange(between, ",");
      write(out, *item);
    }
    out += ']';
  } else if (node.is_null()) {
    out += "null";
  } else if (is_literal(node)) {
    out += node.text;
  } else {
    put(out, node.text);
  }
}

std::string quoted(std::string_view x) {
  std::string out = "\"";
  for (char c : valid(x)) {
    auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string{'\\', c};
    else if (u < 0x20 || u == 0x7f)
      out += fmt::format("\\x{:02x}", u);
    else
      out += c;
  }
  return out + "\"";
}

/// A text that no reader takes for anything else without quotes.
bool needs_no_quotes(std::string_view x) {
  constexpr std::string_view words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n"};
  for (char c : x)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0
        && std::string_view{"_./-:@"}.find(c) == std::string_view::npos)
      return false;
  if (x.empty() || x.back() == ':'
      || (std::isalpha(static_cast<unsigned char>(x[0])) == 0 && x[0] != '/'))
    return false;
  return std::none_of(std::begin(words), std::end(words),
                      [&](auto word) { return text::same_word(word, x); })
         && !text::to_double(x);
}

bool is_plain_key(std::string_view x) {
  for (char c : x)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_')
      return false;
  return !x.empty() && text::lower(x) != "null";
}

void write_yaml(std::string& out, const config_node& node, size_t indent);

/// What stands behind `key:` or `-`.
void write_value(std::string& out, const config_node& node, size_t indent) {
  bool empty = node.items.empty() && node.fields.empty();
  if (node.is_map() && empty)
    out += " {}\n";
  else if (node.is_list() && empty)
    out += " []\n";
  else if (node.is_null())
    out += "\n";
  else if (node.is_scalar())
    out += " "
           + (node.plain || needs_no_quotes(node.text) ? node.text
                                                       : quoted(node.text))
           + "\n";
  else {
    out += "\n";
    write_yaml(out, node, indent + 2);
  }
}

void write_yaml(std::string& out, const config_node& node, size_t indent) {
  std::string pad(indent, ' ');
  for (const auto& item : node.items) {
    out += pad + "-";
    write_value(out, *item, indent);
  }
  for (const auto& [name, value] : node.fields) {
    out += pad + (is_plain_key(name) ? name : quoted(name)) + ":";
    write_value(out, *value, indent);
  }
}

} // namespace

std::string to_json(const config_node& node) {
  std::string out;
  write(out, node);
  return out;
}

std::string to_yaml(const config_node& node) {
  std::string out;
  write_yaml(out, node, 0);
  return out;
}

} // namespace troupe
