#include "config/load/load.hpp"

#include <gmock/gmock.h>

#include "tests/unit/config/load/load_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string hex_key = "0123456789abcdef0123456789abcdef";

class load : public load_fixture {};

TEST_F(load, without_file_and_variables_there_are_defaults) {
  auto out = load_config(options);
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(out->source, "");
  EXPECT_EQ(out->config.dogstatsd.dogstatsd_port, 8125);
  EXPECT_EQ(out->config.forwarder.site, "datadoghq.com");
  EXPECT_TRUE(out->config.telemetry.enabled);
  EXPECT_TRUE(out->config.intake.enabled);
  EXPECT_THAT(out->warnings, IsEmpty());
}

TEST_F(load, flags_win_over_variables_over_file_over_default) {
  EXPECT_EQ(good("dogstatsd_buffer_size: 4096\n").dogstatsd.dogstatsd_port,
            8125);
  EXPECT_EQ(good("dogstatsd_port: 1\n").dogstatsd.dogstatsd_port, 1);
  options.env["DD_DOGSTATSD_PORT"] = "2";
  EXPECT_EQ(good("dogstatsd_port: 1\n").dogstatsd.dogstatsd_port, 2);
  options.flags = {{"dogstatsd_port", "3", "--port"}};
  EXPECT_EQ(good("dogstatsd_port: 1\n").dogstatsd.dogstatsd_port, 3);
}

TEST_F(load, the_first_file_that_exists_is_taken) {
  options.search = {folder + "/none.yaml", write("b.yaml", "dogstatsd_port: 5"),
                    write("c.yaml", "dogstatsd_port: 6")};
  auto out = load_config(options);
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(out->config.dogstatsd.dogstatsd_port, 5);
  EXPECT_EQ(out->source, folder + "/b.yaml");
}

TEST_F(load, a_named_file_has_to_be_there) {
  options.config_file = folder + "/none.yaml";
  auto out = load_config(options);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::bad_config);
  EXPECT_EQ(short_text(out.err().text), "none.yaml: no such file");
  options.config_file = folder;
  EXPECT_THAT(load_config(options).err().text, HasSubstr("no regular file"));
}

TEST_F(load, a_file_of_0_bytes_is_refused_and_one_with_comments_is_not) {
  EXPECT_EQ(bad(""), "datadog.yaml: is empty (0 bytes); write a key into it, "
                     "or remove it to run on defaults");
  EXPECT_EQ(good("# nothing yet\n").dogstatsd.dogstatsd_port, 8125);
}

TEST_F(load, a_file_without_keys_is_refused) {
  EXPECT_EQ(bad("\n- a\n- b\n"), "datadog.yaml:2: holds no keys; write lines "
                                 "like \"api_key: ...\"");
}

TEST_F(load, a_file_that_all_may_write_to_is_refused_with_the_fix) {
  options.config_file = write("x.yaml", "dogstatsd_port: 1\n", 0602);
  auto out = load_config(options);
  ASSERT_FALSE(out);
  EXPECT_EQ(short_text(out.err().text),
            "x.yaml: everybody may write to it; run chmod o-w on it");
}

TEST_F(load, loose_modes_warn_with_the_fix) {
  options.config_file = write("x.yaml", "api_key: " + hex_key + "\n", 0664);
  auto out = load_config(options);
  ASSERT_TRUE(out);
  EXPECT_THAT(out->warnings,
              ElementsAre(folder
                              + "/x.yaml: its group may write to it; run "
                                "chmod g-w on it",
                          folder
                              + "/x.yaml: everybody may read the api_key "
                                "in it; run chmod o-r on it"));
}

TEST_F(load, key_names_match_in_any_case_and_null_is_unset) {
  EXPECT_EQ(good("DogStatsD_Port: 7\n").dogstatsd.dogstatsd_port, 7);
  EXPECT_EQ(good("dogstatsd_port:\n").dogstatsd.dogstatsd_port, 8125);
}

TEST_F(load, own_keys_have_own_variables) {
  options.env = {{"TROUPE_AGGREGATOR_MAX_CONTEXTS", "77"},
                 {"TROUPE_LOCAL_INTAKE_RETENTION", "2h"},
                 {"DD_ENABLE_PAYLOADS_EVENTS", "false"}};
  auto x = good("troupe:\n  aggregator:\n    max_contexts: 5\n");
  EXPECT_EQ(x.aggregator.max_contexts, 77);
  EXPECT_EQ(x.intake.retention, std::chrono::hours{2});
  EXPECT_FALSE(x.serializer.enable_payloads_events);
  EXPECT_THAT(last.warnings, IsEmpty());
}

TEST_F(load, an_empty_variable_is_unset) {
  options.env["DD_DOGSTATSD_PORT"] = "";
  EXPECT_EQ(good("dogstatsd_port: 1\n").dogstatsd.dogstatsd_port, 1);
}

TEST_F(load, lists_in_variables_have_spaces_or_are_json) {
  options.env["DD_DOGSTATSD_TAGS"] = "a:1 b:2";
  EXPECT_THAT(good("#\n").dogstatsd.dogstatsd_tags, ElementsAre("a:1", "b:2"));
  options.env["DD_DOGSTATSD_TAGS"] = R"(["a:1 x","b"])";
  EXPECT_THAT(good("#\n").dogstatsd.dogstatsd_tags, ElementsAre("a:1 x", "b"));
  options.env["DD_DOGSTATSD_TAGS"] = R"(["a)";
  EXPECT_EQ(bad("#\n"), "environment variable DD_DOGSTATSD_TAGS: "
                        "dogstatsd_tags: cannot use the value: it is no valid "
                        "JSON; accepted: a list, each item a tag");
}

TEST_F(load, mapper_profiles_are_json_in_the_environment) {
  options.env["DD_DOGSTATSD_MAPPER_PROFILES"] =
      R"([{"name":"p","prefix":"t.","mappings":[{"match":"t.*","name":"t",)"
      R"("tags":{"k":"$1"}}]}])";
  auto profiles = good("#\n").dogstatsd.dogstatsd_mapper_profiles;
  ASSERT_EQ(profiles.size(), 1u);
  EXPECT_EQ(profiles[0].prefix, "t.");
  ASSERT_EQ(profiles[0].mappings.size(), 1u);
  EXPECT_EQ(profiles[0].mappings[0].type, match_type::wildcard);
  EXPECT_EQ(profiles[0].mappings[0].tags[0].value, "$1");
}

TEST_F(load, an_unknown_key_warns_once_with_the_nearest_known_one) {
  good("dogstatsd_prot: 1\nenable_payloads:\n  event: false\nzzzzzz: 1\n"
       "telemetry:\n  enabeld: true\n");
  std::vector<std::string> texts;
  for (const auto& x : last.warnings)
    texts.push_back(short_text(x));
  EXPECT_THAT(
      texts,
      ElementsAre("datadog.yaml:1: unknown key \"dogstatsd_prot\"; did you "
                  "mean dogstatsd_port?",
                  "datadog.yaml:3: unknown key \"enable_payloads.event\"; did "
                  "you mean enable_payloads.events?",
                  "datadog.yaml:4: unknown key \"zzzzzz\"; no known key is "
                  "near",
                  "datadog.yaml:6: unknown key \"telemetry.enabeld\"; did you "
                  "mean telemetry.enabled?"));
}

TEST_F(load, warnings_about_unknown_keys_are_bounded) {
  std::string yaml;
  for (int i = 0; i < 300; ++i)
    yaml += "qqqqqqqqq" + std::to_string(i) + ": 1\n";
  good(yaml);
  EXPECT_EQ(last.warnings.size(), 101u);
  EXPECT_THAT(last.warnings.back(), HasSubstr("300 unknown keys in all"));
}

TEST_F(load, keys_of_the_agent_are_listed_in_one_line) {
  good("logs_enabled: true\napm_config:\n  enabled: true\n"
       "process_config: {}\ndogstatsd_workers_count: 4\n");
  EXPECT_THAT(last.warnings, IsEmpty());
  ASSERT_EQ(last.infos.size(), 1u);
  EXPECT_EQ(
      short_text(last.infos[0]),
      "datadog.yaml: keys of the Agent without effect here: "
      "logs_enabled, apm_config, process_config, dogstatsd_workers_count");
}

TEST_F(load, unknown_variables_warn_when_they_are_ours_or_nearly_known) {
  options.env = {{"TROUPE_LOCAL_INTAKE_PROT", "1"},
                 {"DD_DOGSTATSD_PROT", "1"},
                 {"DD_SERVICE", "web"},
                 {"DD_TRACE_AGENT_URL", "x"},
                 {"DD_DOGSTATSD_QUEUE_SIZE", "9"},
                 {"DD_PROXY_HTTP", "http://p:1"},
                 {"PATH", "/bin"}};
  good("#\n");
  EXPECT_THAT(last.warnings,
              ElementsAre("environment variable \"DD_DOGSTATSD_PROT\": "
                          "unknown; did you mean DD_DOGSTATSD_PORT?",
                          "environment variable \"TROUPE_LOCAL_INTAKE_PROT\": "
                          "unknown; did you mean TROUPE_LOCAL_INTAKE_PORT?"));
}

TEST_F(load, the_default_socket_is_off_with_one_warning_where_it_cannot_be) {
  std::string asked;
  options.can_use_folder = [&](const std::string& path) {
    asked = path;
    return false;
  };
  EXPECT_EQ(good("#\n").dogstatsd.dogstatsd_socket, "");
  EXPECT_EQ(asked, "/var/run/datadog");
  ASSERT_EQ(last.warnings.size(), 1u);
  EXPECT_THAT(last.warnings[0], HasSubstr("dogstatsd_socket: off"));
  EXPECT_EQ(good("dogstatsd_socket: /x/y.sock\n").dogstatsd.dogstatsd_socket,
            "/x/y.sock");
  EXPECT_THAT(last.warnings, IsEmpty());
}

TEST_F(load, a_client_command_needs_no_key_and_runs_no_backend) {
  options.for_client = true;
  auto x = good("api_key: ENC[k]\ntroupe: {local_intake: {enabled: false}}\n"
                "run_path: /x\n");
  EXPECT_EQ(x.host.run_path, "/x");
  EXPECT_TRUE(x.forwarder.api_key.empty());
}

TEST(can_use_folder, looks_at_the_deepest_folder_that_exists) {
  char name[] = "/tmp/troupe-folder-XXXXXX";
  std::string folder = ::mkdtemp(name);
  EXPECT_TRUE(can_use_folder(folder));
  EXPECT_TRUE(can_use_folder(folder + "/a/b/c"));
  std::ofstream{folder + "/file"} << "x";
  EXPECT_FALSE(can_use_folder(folder + "/file"));
  EXPECT_FALSE(can_use_folder(folder + "/file/below"));
  EXPECT_FALSE(can_use_folder("/proc/self/troupe"));
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace troupe
