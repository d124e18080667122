/// The configuration: one input is a file, a NUL byte, and the value of an
/// environment variable that takes JSON.
///
/// Properties: no crash, no leak, an error that names its place and holds no
/// secret; what loads prints to a text that loads to the same.

#include <cstdlib>
#include <string>
#include <string_view>

#include "config/load/file.hpp"
#include "config/load/load.hpp"

namespace {

using namespace troupe;

constexpr std::string_view canary = "5ec4e7canary5ec4e7canary5ec4e700";

void check(bool holds) {
  if (!holds)
    std::abort();
}

void no_secret(const std::string& text) {
  check(text.find(canary) == std::string::npos);
}

load_options options_with(std::string variable) {
  load_options out;
  out.env = {{"DD_API_KEY", std::string{canary}},
             {"DD_DOGSTATSD_MAPPER_PROFILES", variable},
             {"DD_METRIC_TAG_FILTERLIST", std::move(variable)}};
  out.can_use_folder = [](const std::string&) { return true; };
  out.run_secret_backend = [](const secrets_config&,
                              const std::string& request) {
    return result<std::string>{R"({"a":{"value":")" + std::string{canary}
                               + R"("}})" + request.substr(request.size())};
  };
  return out;
}

/// What was printed, read again without the masked parts.
void check_round_trip(const config& x) {
  if (!x.forwarder.additional_endpoints.empty()
      || !x.orchestrator.orchestrator_additional_endpoints.empty()
      || !x.forwarder.proxy_http.empty() || !x.forwarder.proxy_https.empty())
    return;
  config open = x;
  open.forwarder.api_key = {};
  open.intake.enabled = true;
  config_file again;
  again.path = "printed.yaml";
  again.text = print_yaml(open);
  load_options options;
  options.can_use_folder = [](const std::string&) { return true; };
  auto loaded = load_config_from(again, options);
  check(static_cast<bool>(loaded));
  check(print_json(loaded->config) == print_json(open));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input{reinterpret_cast<const char*>(data), size};
  auto cut = std::min(input.find('\0'), input.size());
  config_file file;
  file.path = "fuzz.yaml";
  file.text = input.substr(0, cut);
  std::string variable{input.substr(std::min(cut + 1, input.size()))};
  auto out = load_config_from(file, options_with(std::move(variable)));
  if (!out) {
    no_secret(out.err().text);
    check(out.err().code == errc::bad_config && !out.err().text.empty());
    return 0;
  }
  no_secret(print_yaml(out->config));
  no_secret(print_json(out->config));
  for (const auto& text : out->warnings)
    no_secret(text);
  for (const auto& text : out->infos)
    no_secret(text);
  check_round_trip(out->config);
  return 0;
}
