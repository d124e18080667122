#include "runtime/host/hostname.hpp"

#include <gmock/gmock.h>

#include "tests/unit/runtime/host/temp_folder.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class scripted final : public hostname_source {
public:
  result<std::string> read_file(const std::string& path) override {
    read = path;
    return file;
  }
  result<std::string> system_name() override {
    return system;
  }
  result<std::string> qualified_name() override {
    return qualified;
  }

  std::string read;
  result<std::string> file = std::string{"from-file\n"};
  result<std::string> system = std::string{"from-os"};
  result<std::string> qualified = std::string{"from-os.example.com"};
};

struct hostname : ::testing::Test {
  resolved_hostname resolve() {
    auto out = resolve_hostname(options, env, source);
    EXPECT_TRUE(out);
    return out ? *out : resolved_hostname{};
  }

  host_config options;
  std::map<std::string, std::string> env;
  scripted source;
};

// shows: hostname
TEST_F(hostname, the_configured_name_comes_first) {
  EXPECT_EQ(resolve().name, "from-os");
  options.hostname = "configured";
  options.hostname_file = "/f";
  auto out = resolve();
  EXPECT_EQ(out.name, "configured");
  EXPECT_EQ(out.provider, "configuration");
}

// shows: hostname_file
TEST_F(hostname, the_file_comes_second_and_its_line_break_goes) {
  options.hostname_file = "/f";
  options.hostname_fqdn = true;
  auto out = resolve();
  EXPECT_EQ(source.read, "/f");
  EXPECT_EQ(out.name, "from-file");
  EXPECT_EQ(out.provider, "hostname_file");
}

// shows: hostname_fqdn
TEST_F(hostname, the_qualified_name_is_used_when_asked_for) {
  EXPECT_EQ(resolve().name, "from-os");
  options.hostname_fqdn = true;
  auto out = resolve();
  EXPECT_EQ(out.name, "from-os.example.com");
  EXPECT_EQ(out.provider, "fqdn");
}

TEST_F(hostname, a_fargate_task_has_no_host) {
  env["ECS_FARGATE"] = "true";
  auto out = resolve();
  EXPECT_EQ(out.name, "");
  EXPECT_EQ(out.provider, "fargate");
  env = {{"AWS_EXECUTION_ENV", "AWS_ECS_FARGATE"}};
  EXPECT_EQ(resolve().provider, "fargate");
  options.hostname = "configured";
  EXPECT_EQ(resolve().name, "configured");
}

TEST_F(hostname, a_way_that_fails_is_noted_and_the_next_one_is_tried) {
  options.hostname_file = "/f";
  options.hostname_fqdn = true;
  source.file = error{errc::io, "cannot be read, or is empty"};
  source.qualified = std::string{"localhost"};
  auto out = resolve();
  EXPECT_EQ(out.name, "from-os");
  EXPECT_THAT(
      out.notes,
      ElementsAre("host name by hostname_file: cannot be read, or is empty",
                  "host name by fqdn: \"localhost\" is no valid name"));
}

TEST_F(hostname, no_valid_name_is_an_error_that_names_the_fix) {
  source.system = std::string{"localhost"};
  auto out = resolve_hostname(options, env, source);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::not_found);
  EXPECT_EQ(out.err().text,
            "no host name found; set `hostname` (or DD_HOSTNAME): host name by "
            "os: \"localhost\" is no valid name");
}

TEST(machine, reads_a_file_and_notes_one_that_is_missing) {
  temp_folder base;
  auto path = base.write("name", "web-1\n", 0600);
  auto& machine = system_hostname_source();
  EXPECT_EQ(*machine.read_file(path), "web-1\n");
  EXPECT_FALSE(machine.read_file(base.path + "/none"));
  EXPECT_TRUE(machine.system_name());
}

} // namespace
} // namespace troupe
