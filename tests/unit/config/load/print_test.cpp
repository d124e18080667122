#include <gmock/gmock.h>

#include <sstream>

#include "config/load/json_writer.hpp"
#include "config/load/keys.hpp"
#include "config/load/yaml_reader.hpp"
#include "tests/unit/config/load/load_fixture.hpp"

namespace troupe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class print : public load_fixture {};

std::string example(const std::string& name) {
  std::ifstream in{TROUPE_SOURCE_DIR "/config/examples/" + name};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Dotted names of all keys in a tree, sections left out.
void names_of(const config_node& node, const std::string& path,
              std::set<std::string>& out) {
  for (const auto& [name, value] : node.fields) {
    std::string full = path.empty() ? name : path + "." + name;
    if (is_config_section(full))
      names_of(*value, full, out);
    else
      out.insert(full);
  }
}

TEST_F(print, full_yaml_holds_every_key_with_its_default) {
  auto text = example("full.yaml");
  auto root = read_yaml(text, "full.yaml");
  ASSERT_TRUE(root) << root.err().text;
  std::set<std::string> in_file, in_registry;
  names_of(**root, "", in_file);
  // Its default is no value.
  EXPECT_THAT(text, HasSubstr("#enabled: true"));
  in_file.insert("troupe.local_intake.enabled");
  for (const auto& key : config_keys())
    EXPECT_TRUE(in_registry.insert(key.name).second) << key.name;
  EXPECT_EQ(in_file, in_registry);
  auto defaults = load_config(options);
  ASSERT_TRUE(defaults);
  EXPECT_EQ(print_json(good(text)), print_json(defaults->config));
  EXPECT_TRUE(last.warnings.empty() && last.infos.empty());
}

TEST_F(print, minimal_yaml_loads_without_a_word) {
  good(example("minimal.yaml"));
  EXPECT_TRUE(last.warnings.empty() && last.infos.empty());
}

TEST_F(print, every_default_is_within_its_own_bounds) {
  config x;
  config y;
  for (const auto& key : config_keys()) {
    auto shown = key.show(x);
    auto refused = key.apply(shown, y);
    EXPECT_FALSE(refused) << key.name << ": " << refused->text;
  }
}

TEST_F(print, what_is_printed_loads_to_the_same) {
  auto x = good(
      "dogstatsd_port: __random__\ndogstatsd_eol_required: [udp, uds]\n"
      "dogstatsd_tags: [\"a: \\\"b\\\" \\\\ #x\", \"null\", \"1\"]\n"
      "statsd_metric_namespace: 'it''s'\nmin_tls_version: tlsv1.3\n"
      "dogstatsd_mapper_profiles: [{name: p, prefix: '*', mappings: [{match: "
      "'a.(b)', match_type: regex, name: 'x.$1', tags: {t: '$1'}}]}]\n"
      "metric_tag_filterlist: [{metric_name: m, action: include, tags: [k]}]\n"
      "forwarder_backoff_base: 0.5\nlog_file_max_size: 5Kb\n"
      "troupe: {local_intake: {retention: 90m, max_size: 3MiB}}\n");
  auto text = print_yaml(x);
  EXPECT_EQ(print_yaml(good(text)), text);
  EXPECT_EQ(print_json(x), to_json(**read_yaml(text, "printed")));
}

TEST_F(print, json_has_numbers_booleans_and_texts) {
  auto x = good("dogstatsd_port: 9\nstatsd_metric_namespace: \"7\"\n");
  auto json = print_json(x);
  EXPECT_THAT(json, HasSubstr(R"("dogstatsd_port":9,)"));
  EXPECT_THAT(json, HasSubstr(R"("use_dogstatsd":true,)"));
  EXPECT_THAT(json, HasSubstr(R"("statsd_metric_namespace":"7")"));
  EXPECT_THAT(json, HasSubstr(R"("enable_payloads":{"events":true,)"));
  EXPECT_THAT(json, HasSubstr(R"("retention":"24h")"));
}

TEST_F(print, yaml_quotes_only_what_needs_it) {
  auto yaml = print_yaml(good("hostname: web-1\nstatsd_metric_namespace: 'on'\n"
                              "dd_url: http://a:1/x\ntags: ['1', 'a: b', k:v]\n"
                              "env: '1e3'\n"));
  EXPECT_THAT(yaml, HasSubstr("\nhostname: web-1\n"));
  EXPECT_THAT(yaml, HasSubstr("\ndd_url: http://a:1/x\n"));
  EXPECT_THAT(yaml, HasSubstr("\nstatsd_metric_namespace: \"on\"\n"));
  EXPECT_THAT(yaml, HasSubstr("\ntags:\n  - \"1\"\n  - \"a: b\"\n  - k:v\n"));
  EXPECT_THAT(yaml, HasSubstr("\nenv: \"1e3\"\n"));
}

TEST_F(print, secrets_show_at_most_four_characters) {
  const std::string canary = "c4n4ryc4n4ryc4n4ryc4n4ryc4n4WXYZ";
  auto x = good("api_key: " + canary + "\nproxy: {http: \"http://user:" + canary
                + "@p:1\", https: \"http://" + canary
                + "@p:1\"}\nadditional_endpoints: {\"https://a\": [" + canary
                + "]}\norchestrator_explorer: "
                  "{orchestrator_additional_endpoints: {\"https://b\": "
                + canary + "}}\n");
  for (const auto& text : {print_yaml(x), print_json(x)}) {
    EXPECT_THAT(text, Not(HasSubstr("c4n4")));
    EXPECT_THAT(text, HasSubstr("********WXYZ"));
    EXPECT_THAT(text, HasSubstr("http://********@p:1"));
  }
  for (const auto& key : config_keys()) {
    bool names_secret = key.name.find("key") != std::string::npos
                        && key.name.find("forwarder_apikey_v") != 0;
    EXPECT_TRUE(!names_secret || key.shown == visibility::masked) << key.name;
  }
}

TEST_F(print, odd_bytes_become_valid_json_and_yaml) {
  auto node = config_node::list_of();
  node.add(config_node::scalar_of("a\xff\xc3\xa9\x01\n\"\\", false));
  EXPECT_EQ(to_json(node), "[\"a\xef\xbf\xbd\xc3\xa9\\u0001\\n\\\"\\\\\"]");
  auto back = read_yaml(to_yaml(node), "y");
  ASSERT_TRUE(back) << back.err().text;
  EXPECT_EQ((*back)->items[0]->text, "a\xef\xbf\xbd\xc3\xa9\x01\n\"\\");
}

TEST(config_keys, agent_only_keys_are_no_keys_of_ours) {
  for (const auto& key : config_keys()) {
    EXPECT_FALSE(known_agent_key(key.name)) << key.name;
    EXPECT_FALSE(key.accepted.empty()) << key.name;
    EXPECT_FALSE(key.env.empty()) << key.name;
  }
  EXPECT_TRUE(known_agent_key("apm_config.receiver_port"));
  EXPECT_FALSE(known_agent_key("apm_configx"));
}

} // namespace
} // namespace troupe
