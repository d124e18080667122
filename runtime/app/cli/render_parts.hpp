#pragma once
/// One function per document; `render` chooses. A field that is missing or of
/// another type throws `simdjson::simdjson_error`, which `render` catches.

#include <string>

#include <simdjson.h>

namespace troupe {

using json_element = simdjson::dom::element;

std::string render_status(const json_element& doc);
std::string render_tree(const json_element& doc);
std::string render_ledger(const json_element& doc);

// -- reading ------------------------------------------------------------------

inline std::string text_of(const json_element& x, const char* key) {
  return std::string{std::string_view{x[key]}};
}
inline int64_t number_of(const json_element& x, const char* key) {
  return int64_t{x[key]};
}
inline simdjson::dom::array list_of(const json_element& x, const char* key) {
  return x[key].get_array();
}
/// The margin of a line.
inline std::string margin(bool deserves_a_look) {
  return deserves_a_look ? "! " : "  ";
}

} // namespace troupe
