#include "runtime/host/secret_backend.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "config/load/load.hpp"
#include "tests/unit/runtime/host/temp_folder.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct secret_backend : ::testing::Test {
  /// A program that answers with what `script` prints.
  void backend(const std::string& script, mode_t mode = 0700) {
    options.secret_backend_command =
        base.write("backend", "#!/bin/sh\n" + script + "\n", mode);
  }
  std::string denial() {
    auto out = check_backend_rights(options);
    return out ? "" : out.err().text.substr(out.err().text.rfind(": ") + 2);
  }

  temp_folder base;
  secrets_config options;
};

TEST_F(secret_backend, others_may_not_touch_it) {
  backend("echo", 0700);
  EXPECT_EQ(denial(), "");
  for (mode_t mode : {0701, 0704, 0702}) {
    backend("echo", mode);
    EXPECT_EQ(denial(), "others may access it; run chmod o-rwx on it");
  }
}

// shows: secret_backend_command_allow_group_exec_perm
TEST_F(secret_backend, the_group_may_run_it_only_when_allowed) {
  backend("echo", 0750);
  EXPECT_THAT(denial(), HasSubstr("its group may access it"));
  options.secret_backend_command_allow_group_exec_perm = true;
  EXPECT_EQ(denial(), "");
  backend("echo", 0770);
  EXPECT_EQ(denial(), "its group may write to it; run chmod g-w on it");
}

TEST_F(secret_backend, it_belongs_to_us_or_root) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can give a file away";
  backend("echo");
  ASSERT_EQ(::chown(options.secret_backend_command.c_str(), 4242, 4242), 0);
  EXPECT_THAT(denial(), HasSubstr("belongs to user 4242"));
}

TEST_F(secret_backend, a_program_that_is_not_there_is_denied) {
  options.secret_backend_command = base.path + "/none";
  EXPECT_EQ(denial(), "No such file or directory");
  options.secret_backend_command = base.path;
  EXPECT_EQ(denial(), "is no regular file");
  auto out = run_secret_backend(options, "{}", {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::denied);
}

TEST_F(secret_backend, it_sees_no_variable_of_ours) {
  EXPECT_THAT(scrubbed_environment({{"PATH", "/bin"},
                                    {"DD_API_KEY", "k"},
                                    {"TROUPE_X", "k"},
                                    {"LD_PRELOAD", "/x.so"},
                                    {"HTTP_PROXY", "http://u:p@h"},
                                    {"AWS_REGION", "eu"}}),
              ElementsAre("AWS_REGION=eu", "PATH=/bin"));
}

// shows: secret_backend_arguments
TEST_F(secret_backend, it_gets_request_arguments_and_environment) {
  backend(R"(read -r line; printf '%s|%s|%s|%s' "$line" "$1" "$2" "$DD_X")");
  options.secret_backend_arguments = {"a b", "c"};
  auto out = run_secret_backend(options, "{\"version\":\"1.0\"}\n",
                                {{"DD_X", "leak"}, {"PATH", "/bin"}});
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(*out, R"({"version":"1.0"}|a b|c|)");
}

// shows: secret_backend_output_max_size
TEST_F(secret_backend, its_answer_is_bounded) {
  backend("printf '%0100d' 0");
  options.secret_backend_output_max_size = 100;
  EXPECT_TRUE(run_secret_backend(options, "", {}));
  options.secret_backend_output_max_size = 99;
  auto out = run_secret_backend(options, "", {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::limit);
}

// shows: secret_backend_timeout
TEST_F(secret_backend, its_time_is_bounded) {
  backend("while :; do :; done");
  options.secret_backend_timeout = std::chrono::seconds{1};
  auto out = run_secret_backend(options, "", {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::timeout);
  EXPECT_THAT(out.err().text, HasSubstr("within 1000 ms"));
}

TEST_F(secret_backend, the_loader_and_a_real_program_speak_together) {
  backend(R"(cat > ")" + base.path + R"(/request"
echo '{"k":{"value":"0123456789abcdef0123456789abcdef","error":null}}')");
  load_options load;
  load.config_file =
      base.write("datadog.yaml",
                 "secret_backend_command: " + options.secret_backend_command
                     + "\napi_key: ENC[k]\n",
                 0600);
  load.uid = ::geteuid();
  load.can_use_folder = [](const std::string&) { return true; };
  load.run_secret_backend = [](const auto& x, const auto& request) {
    return run_secret_backend(x, request, {{"PATH", "/bin:/usr/bin"}});
  };
  auto out = load_config(load);
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(out->config.forwarder.api_key.reveal(),
            "0123456789abcdef0123456789abcdef");
  std::string request;
  std::ifstream in{base.path + "/request"};
  std::getline(in, request);
  EXPECT_EQ(request, R"({"version":"1.0","secrets":["k"]})");
}

} // namespace
} // namespace troupe
