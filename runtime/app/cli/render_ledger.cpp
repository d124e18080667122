#include "runtime/app/cli/render_parts.hpp"
#include "runtime/app/cli/text_table.hpp"
#include "runtime/base/drop_reason.hpp"

namespace troupe {

namespace {

simdjson::dom::object drops_of(const json_element& stage) {
  return stage["dropped"].get_object();
}

int64_t dropped(const json_element& stage) {
  int64_t result = 0;
  for (auto x : drops_of(stage))
    result += int64_t{x.value};
  return result;
}

/// Empty for a reason that a newer runtime knows.
std::string explanation(std::string_view reason) {
  for (size_t i = 0; i < drop_reason_count; ++i)
    if (to_string(static_cast<drop_reason>(i)) == reason)
      return std::string{describe(static_cast<drop_reason>(i))};
  return {};
}

std::string rows(const json_element& doc) {
  text_table table{"lrrrrrrr"};
  table.row({"  stage", "in", "out", "dropped", "queued", "in flight", "disk",
             "balance"});
  for (auto x : list_of(doc, "stages")) {
    auto balance = number_of(x, "balance");
    table.row({margin(balance != 0) + text_of(x, "stage"),
               grouped(number_of(x, "in")), grouped(number_of(x, "out")),
               grouped(dropped(x)), grouped(number_of(x, "queued")),
               grouped(number_of(x, "inflight")), grouped(number_of(x, "disk")),
               grouped(balance)});
  }
  return table.print();
}

std::string reasons(const json_element& doc) {
  text_table table{"llrl"};
  auto any = false;
  for (auto stage : list_of(doc, "stages"))
    for (auto x : drops_of(stage)) {
      any = true;
      table.row({"  " + text_of(stage, "stage"), std::string{x.key},
                 grouped(int64_t{x.value}), explanation(x.key)});
    }
  return any ? "\ndropped\n" + table.print() : std::string{};
}

std::string verdict(const json_element& doc) {
  auto balance = number_of(doc, "balance");
  if (balance == 0)
    return "\nbalance 0: everything that came in is accounted for\n";
  return "\n! balance " + grouped(balance)
         + ": not everything is accounted for; rows that change while they\n"
           "  are read look like this, so ask again with --barrier\n";
}

std::string way(const json_element& doc) {
  simdjson::dom::array passed;
  if (doc["passed"].get(passed) != simdjson::SUCCESS)
    return {};
  std::string result;
  for (auto x : passed)
    result += (result.empty() ? "" : ", ") + std::string{std::string_view{x}};
  return "read as a token passed " + result + "\n";
}

} // namespace

std::string render_ledger(const json_element& doc) {
  return rows(doc) + reasons(doc) + verdict(doc) + way(doc);
}

} // namespace troupe
