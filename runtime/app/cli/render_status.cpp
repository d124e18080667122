#include "runtime/app/cli/render_parts.hpp"
#include "runtime/app/cli/text_table.hpp"

namespace troupe {

namespace {

std::string state_text(const json_element& x) {
  auto reason = text_of(x, "reason");
  return text_of(x, "state")
         + (reason.empty() ? "" : ": " + shorten(reason, 200));
}

std::string head(const json_element& doc) {
  auto ready = bool{doc["ready"]};
  auto result = "troupe " + text_of(doc, "version") + " on "
                + text_of(doc, "hostname") + ", "
                + (ready ? "ready" : "not ready (`troupe health` says why)")
                + "\n";
  text_table table{"ll"};
  table.row({"  pid", std::to_string(number_of(doc, "pid"))});
  table.row({"  up", duration_text(number_of(doc, "uptime_s"))});
  auto optional = [&](const char* key, const char* label) {
    if (auto value = text_of(doc, key); !value.empty())
      table.row({label, value});
  };
  optional("config_file", "  config");
  optional("run_path", "  run path");
  optional("log_file", "  log");
  optional("intake_url", "  local intake");
  return result + table.print();
}

std::string listeners(const json_element& doc) {
  text_table table{"lll"};
  for (auto x : list_of(doc, "listeners")) {
    auto healthy = text_of(x, "state") == "listening";
    table.row({margin(!healthy) + text_of(x, "transport"),
               text_of(x, "address"), state_text(x)});
    auto counts = "    " + grouped(number_of(x, "packets")) + " packets, "
                  + bytes_text(static_cast<uint64_t>(number_of(x, "bytes")));
    if (auto lost = number_of(x, "kernel_drops"); lost > 0)
      counts += ", " + grouped(lost) + " dropped by the kernel";
    table.line(counts);
  }
  auto rows = table.print();
  return "\nlisteners\n" + (rows.empty() ? "  none\n" : rows);
}

std::string endpoint(const json_element& x) {
  auto healthy = text_of(x, "state") == "ok";
  auto result =
      margin(!healthy) + text_of(x, "url") + "  " + state_text(x) + "\n    "
      + grouped(number_of(x, "delivered")) + " delivered, "
      + grouped(number_of(x, "retried")) + " retried, "
      + grouped(number_of(x, "dropped")) + " dropped, "
      + grouped(number_of(x, "queued")) + " queued ("
      + bytes_text(static_cast<uint64_t>(number_of(x, "queued_bytes"))) + ")\n";
  if (auto key = text_of(x, "api_key"); !key.empty())
    result += "    key " + key + "\n";
  return result;
}

} // namespace

std::string render_status(const json_element& doc) {
  auto result = head(doc) + listeners(doc) + "\nendpoints\n";
  auto before = result.size();
  for (auto x : list_of(doc, "endpoints"))
    result += endpoint(x);
  return result.size() == before ? result + "  none\n" : result;
}

} // namespace troupe
