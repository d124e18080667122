#include "runtime/app/cli/render.hpp"

#include "runtime/app/cli/render_parts.hpp"
#include "runtime/app/cli/text_table.hpp"

namespace troupe {

namespace {

std::string render_health(const json_element& doc) {
  std::string head = bool{doc["ready"]} ? "ready\n" : "not ready\n";
  if (bool{doc["stopping"]})
    head = "stopping\n";
  text_table table{"lll"};
  for (auto x : list_of(doc, "parts")) {
    auto state = text_of(x, "state");
    table.row({margin(state != "ok") + text_of(x, "part"), state,
               shorten(text_of(x, "reason"), 200)});
  }
  return head + table.print();
}

std::string render_topology(const json_element& doc) {
  text_table table{"lll"};
  table.row({"from", "message", "to"});
  for (auto x : list_of(doc, "edges"))
    table.row(
        {text_of(x, "from"), text_of(x, "message"), "-> " + text_of(x, "to")});
  return table.print();
}

std::string render_fault(const json_element& doc) {
  return text_of(doc, "fault") + " sent to " + text_of(doc, "actor")
         + "; `troupe tree` shows what came of it\n";
}

std::string render_known(client_command command, const json_element& doc) {
  switch (command) {
  case client_command::version:
    return "troupe " + text_of(doc, "version") + "\n";
  case client_command::config:
    return text_of(doc, "yaml");
  case client_command::topology:
    return render_topology(doc);
  case client_command::status:
    return render_status(doc);
  case client_command::health:
    return render_health(doc);
  case client_command::tree:
    return render_tree(doc);
  case client_command::ledger:
    return render_ledger(doc);
  case client_command::flush:
    return "flushed in " + grouped(number_of(doc, "took_ms")) + " ms\n";
  default:
    return render_fault(doc);
  }
}

} // namespace

result<std::string> render(client_command command, const std::string& json) {
  try {
    simdjson::dom::parser parser;
    return render_known(command, parser.parse(json));
  } catch (const simdjson::simdjson_error& e) {
    return error{errc::bad_input,
                 std::string{"the runtime's answer is not understood ("}
                     + e.what()
                     + "); is it another version? --json shows it as it is"};
  }
}

} // namespace troupe
