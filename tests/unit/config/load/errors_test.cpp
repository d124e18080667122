#include <gmock/gmock.h>

#include "tests/unit/config/load/load_fixture.hpp"

namespace troupe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class load_errors : public load_fixture {};

TEST_F(load_errors, name_file_line_key_and_what_is_accepted) {
  EXPECT_EQ(bad("\ndogstatsd_port: abc\n"),
            "datadog.yaml:2: dogstatsd_port: cannot use \"abc\"; accepted: 0 "
            "to 65535, or __random__");
  EXPECT_EQ(bad("dogstatsd_port: 65536\n"),
            "datadog.yaml:1: dogstatsd_port: cannot use \"65536\"; accepted: 0 "
            "to 65535, or __random__");
  EXPECT_EQ(bad("log_level: loud\n"),
            "datadog.yaml:1: log_level: cannot use \"loud\"; accepted: one of "
            "trace, debug, info, warn, error, critical, off, warning");
  EXPECT_EQ(bad("dogstatsd_port: [1]\n"),
            "datadog.yaml:1: dogstatsd_port: cannot use a list; accepted: 0 to "
            "65535, or __random__");
  EXPECT_EQ(bad("use_dogstatsd: maybe\n"),
            "datadog.yaml:1: use_dogstatsd: cannot use \"maybe\"; accepted: "
            "true or false");
  EXPECT_EQ(bad("troupe:\n  local_intake:\n    retention: 10\n"),
            "datadog.yaml:3: troupe.local_intake.retention: cannot use \"10\"; "
            "accepted: 1m to 8784h in whole seconds, with a unit like 10s or "
            "24h");
  EXPECT_EQ(bad("troupe:\n  local_intake: {max_size: 64MB}\n"),
            "datadog.yaml:2: troupe.local_intake.max_size: cannot use "
            "\"64MB\"; accepted: 1MiB to 1TiB, with a unit like 64MiB");
  EXPECT_EQ(bad("log_file_max_size: 1\n"),
            "datadog.yaml:1: log_file_max_size: cannot use \"1\"; accepted: "
            "4KiB to 1TiB, as bytes or like 10Mb");
  EXPECT_EQ(bad("dd_url: ftp://x\n"),
            "datadog.yaml:1: dd_url: cannot use \"ftp://x\"; accepted: a URL "
            "that starts with http:// or https://, without user");
  EXPECT_EQ(bad("forwarder_timeout: 20s\n"),
            "datadog.yaml:1: forwarder_timeout: cannot use \"20s\"; accepted: "
            "1 to 600 seconds");
}

TEST_F(load_errors, name_the_variable_or_flag) {
  options.env["DD_DOGSTATSD_PORT"] = "12\n34";
  EXPECT_EQ(bad("#\n"),
            "environment variable DD_DOGSTATSD_PORT: dogstatsd_port: cannot "
            "use \"12\\x0a34\"; accepted: 0 to 65535, or __random__");
  options.env.clear();
  options.flags = {{"run_path", "x", "--run-dir"}};
  EXPECT_EQ(bad("#\n"), "flag --run-dir: run_path: cannot use \"x\"; accepted: "
                        "empty, or an absolute path");
}

TEST_F(load_errors, point_at_the_line_inside_a_list) {
  EXPECT_EQ(bad("histogram_aggregates:\n  - max\n  - p95\n"),
            "datadog.yaml:3: histogram_aggregates: cannot use \"p95\"; "
            "accepted: a list, each item max, min, sum, avg, median or count");
  EXPECT_EQ(bad("histogram_percentiles: [0.5, 95]\n"),
            "datadog.yaml:1: histogram_percentiles: cannot use \"95\"; "
            "accepted: a list, each item 0 to 1, like 0.95");
}

TEST_F(load_errors, tell_what_a_mapper_profile_lacks) {
  EXPECT_THAT(bad("dogstatsd_mapper_profiles:\n  - name: x\n"),
              HasSubstr("datadog.yaml:2: dogstatsd_mapper_profiles: lacks the "
                        "field prefix"));
  auto rule = [&](const std::string& match) {
    return bad("dogstatsd_mapper_profiles:\n  - name: x\n    prefix: p\n"
               "    mappings:\n      - match: \""
               + match + "\"\n        name: y\n");
  };
  EXPECT_THAT(rule("a.**"), HasSubstr("datadog.yaml:5: "));
  EXPECT_THAT(rule("a.**"), HasSubstr("no **"));
  EXPECT_THAT(rule("a[b"), HasSubstr("letters, digits"));
  EXPECT_THAT(
      bad("dogstatsd_mapper_profiles: [{name: a, prefix: b, mapings: []}]\n"),
      HasSubstr("has no field \"mapings\""));
}

TEST_F(load_errors, tell_what_a_tag_filter_lacks) {
  EXPECT_THAT(bad("metric_tag_filterlist: [{tags: [a]}]\n"),
              HasSubstr("lacks the field metric_name"));
  EXPECT_THAT(bad("metric_tag_filterlist: [{metric_name: a, action: drop}]\n"),
              HasSubstr("action is include or exclude"));
}

TEST_F(load_errors, broken_yaml_has_line_and_column) {
  EXPECT_EQ(bad("a: 1\na: 2\n"),
            "datadog.yaml:2:1: key \"a\" stands twice (first "
            "on line 1); keep one of them");
  EXPECT_EQ(bad("a:\n\tb: 1\n"),
            "datadog.yaml:2:1: a tab indents this line; use spaces");
  EXPECT_THAT(bad("a: [\n"), HasSubstr("not valid YAML here"));
}

TEST_F(load_errors, contradictions_between_keys_are_found) {
  EXPECT_EQ(bad("forwarder_backoff_max: 1\n"),
            "datadog.yaml:1: forwarder_backoff_max: the longest wait (1 s) is "
            "shorter than the base (2 s)");
  EXPECT_EQ(bad("health_port: 5000\n"),
            "datadog.yaml:1: health_port: 5000 is the port of expvar_port too; "
            "choose another");
  EXPECT_EQ(bad("dogstatsd_socket: /a/s\ndogstatsd_stream_socket: /a/s\n"),
            "datadog.yaml:2: dogstatsd_stream_socket: is the path of "
            "dogstatsd_socket too; choose another");
  EXPECT_THAT(bad("dogstatsd_socket: /" + std::string(107, 'x') + "\n"),
              HasSubstr("at most 107 bytes"));
}

TEST_F(load_errors, no_text_holds_a_secret) {
  const std::string canary = "c4n4ry-s3cr3t";
  for (const std::string& yaml :
       {"api_key: \"" + canary + " x\"\n", "api_key: [" + canary + "]\n",
        "additional_endpoints: " + canary + "\n",
        "additional_endpoints: {\"https://x\": [\"" + canary + " y\"]}\n",
        "additional_endpoints: {\"https://x\": {k: " + canary + "}}\n",
        "proxy: {https: \"ftp://u:" + canary + "@h\"}\n",
        "proxy: {http: \"http://u:" + canary + "@h h\"}\n"})
    EXPECT_THAT(bad(yaml), Not(HasSubstr(canary))) << yaml;
  options.env["DD_API_KEY"] = canary + "\n" + canary;
  EXPECT_EQ(bad("#\n"),
            "environment variable DD_API_KEY: api_key: is no key: it holds "
            "characters that no key has; accepted: letters, digits, - and _");
}

} // namespace
} // namespace troupe
