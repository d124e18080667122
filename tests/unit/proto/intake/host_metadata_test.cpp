#include "proto/intake/host_metadata.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace troupe {

namespace {

rapidjson::Document parse(const host_metadata& x) {
  byte_buffer out;
  append_host_metadata(x, out);
  rapidjson::Document result;
  result.Parse(out.view().data(), out.size());
  EXPECT_FALSE(result.HasParseError());
  return result;
}

} // namespace

TEST(host_metadata, every_key_that_the_intake_knows_is_there) {
  auto json = parse({});
  std::set<std::string> keys;
  for (auto& member : json.GetObject())
    keys.insert(member.name.GetString());
  EXPECT_EQ(keys, (std::set<std::string>{"apiKey",
                                         "agentVersion",
                                         "uuid",
                                         "internalHostname",
                                         "os",
                                         "agent-flavor",
                                         "python",
                                         "systemStats",
                                         "meta",
                                         "host-tags",
                                         "container-meta",
                                         "network",
                                         "logs",
                                         "install-method",
                                         "proxy-info",
                                         "otlp",
                                         "fips_mode",
                                         "fips_proxy_enabled",
                                         "resources",
                                         "gohai"}));
  EXPECT_STREQ(json["apiKey"].GetString(), "");
}

TEST(host_metadata, facts_and_tags_stand_where_they_belong) {
  host_metadata x;
  x.hostname = "web-1";
  x.agent_version = "7.60.0";
  x.host_tags = {"env:prod", "role:\xFF"};
  x.machine.distribution = "debian";
  x.machine.distribution_version = "12";
  x.machine.cpu_model = "Some CPU";
  x.machine.cpu_cores = 4;
  x.machine.cpu_threads = 8;
  x.machine.memory_kib = 1024;
  x.machine.timezone = "CET";
  auto json = parse(x);
  EXPECT_STREQ(json["internalHostname"].GetString(), "web-1");
  EXPECT_STREQ(json["meta"]["hostname"].GetString(), "web-1");
  EXPECT_STREQ(json["agentVersion"].GetString(), "7.60.0");
  EXPECT_STREQ(json["meta"]["timezones"][0].GetString(), "CET");
  auto& tags = json["host-tags"]["system"];
  ASSERT_EQ(tags.Size(), 2u);
  EXPECT_STREQ(tags[0].GetString(), "env:prod");
  EXPECT_STREQ(tags[1].GetString(), "role:\xEF\xBF\xBD");
  EXPECT_EQ(json["systemStats"]["cpuCores"].GetInt(), 4);
  EXPECT_STREQ(json["systemStats"]["nixV"][0].GetString(), "debian");
  rapidjson::Document gohai;
  gohai.Parse(json["gohai"].GetString());
  ASSERT_FALSE(gohai.HasParseError());
  EXPECT_STREQ(gohai["cpu"]["cpu_logical_processors"].GetString(), "8");
  EXPECT_STREQ(gohai["memory"]["total"].GetString(), "1024kB");
}

} // namespace troupe
