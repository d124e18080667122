#include "runtime/app/cli/command_line.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;
using std::chrono::milliseconds;

client_options client(const words& args) {
  auto parsed = parse_command_line(args);
  if (auto said = std::get_if<last_words>(&parsed))
    ADD_FAILURE() << said->text;
  return std::get<client_options>(parsed);
}

last_words said(const words& args) {
  auto parsed = parse_command_line(args);
  if (!std::holds_alternative<last_words>(parsed)) {
    ADD_FAILURE() << "nothing was said";
    return {};
  }
  return std::get<last_words>(parsed);
}

TEST(command_line, run_takes_its_flags) {
  auto parsed =
      parse_command_line({"run", "--config", "/a.yaml", "--run-dir", "/r",
                          "--check", "--enable-debug", "--log-level", "debug"});
  const auto& x = std::get<run_options>(parsed);
  EXPECT_EQ(x.config_file, "/a.yaml");
  EXPECT_EQ(x.run_dir, "/r");
  EXPECT_EQ(x.log_level, "debug");
  EXPECT_TRUE(x.check);
  EXPECT_TRUE(x.enable_debug);
}

TEST(command_line, run_without_flags_leaves_all_to_the_configuration) {
  auto parsed = parse_command_line({"run"});
  const auto& x = std::get<run_options>(parsed);
  EXPECT_EQ(x.config_file, "");
  EXPECT_EQ(x.run_dir, "");
  EXPECT_EQ(x.log_level, "");
  EXPECT_FALSE(x.check);
  EXPECT_FALSE(x.enable_debug);
}

TEST(command_line, each_client_command_is_known) {
  const std::pair<const char*, client_command> all[] = {
      {"version", client_command::version},
      {"config", client_command::config},
      {"topology", client_command::topology},
      {"status", client_command::status},
      {"health", client_command::health},
      {"tree", client_command::tree},
      {"ledger", client_command::ledger},
      {"flush", client_command::flush}};
  for (const auto& [word, command] : all) {
    auto x = client({word, "--run-dir", "/r", "--config", "/c", "--json",
                     "--timeout", "2"});
    EXPECT_EQ(x.command, command) << word;
    EXPECT_EQ(x.run_dir, "/r");
    EXPECT_EQ(x.config_file, "/c");
    EXPECT_TRUE(x.json);
    EXPECT_EQ(x.timeout, milliseconds{2'000});
  }
}

TEST(command_line, debug_commands_name_an_actor) {
  EXPECT_EQ(client({"debug", "kill", "dogstatsd/0"}).command,
            client_command::kill);
  EXPECT_EQ(client({"debug", "throw", "dogstatsd/0"}).command,
            client_command::throw_exception);
  auto x = client(
      {"debug", "stall", "serializer", "--for", "250", "--run-dir", "/r"});
  EXPECT_EQ(x.command, client_command::stall);
  EXPECT_EQ(x.actor, "serializer");
  EXPECT_EQ(x.duration, milliseconds{250});
  EXPECT_EQ(x.run_dir, "/r");
}

TEST(command_line, times_have_units) {
  EXPECT_EQ(client({"tree"}).timeout, milliseconds{5'000});
  EXPECT_EQ(client({"tree", "--timeout", "250ms"}).timeout, milliseconds{250});
  EXPECT_EQ(client({"tree", "--timeout", "1m"}).timeout, milliseconds{60'000});
  EXPECT_EQ(client({"debug", "stall", "a", "--for", "3s"}).duration,
            milliseconds{3'000});
  for (auto bad : {"0", "-1", "soon", "1e9", "999999999999999999", "48h"}) {
    auto x = said({"tree", "--timeout", bad});
    EXPECT_EQ(x.code, exit_code::usage) << bad;
    EXPECT_THAT(x.text, HasSubstr("250ms")) << bad;
  }
}

TEST(command_line, only_the_ledger_has_a_barrier) {
  EXPECT_TRUE(client({"ledger", "--barrier"}).barrier);
  EXPECT_EQ(said({"tree", "--barrier"}).code, exit_code::usage);
}

TEST(command_line, an_unknown_command_suggests_the_nearest) {
  auto x = said({"stauts"});
  EXPECT_EQ(x.code, exit_code::usage);
  EXPECT_EQ(x.text,
            "troupe: unknown command `stauts`; did you mean `status`?\n");
  EXPECT_EQ(
      said({"debug", "kil", "a"}).text,
      "troupe: unknown command `debug kil`; did you mean `debug kill`?\n");
  EXPECT_EQ(said({"frobnicate"}).text, "troupe: unknown command `frobnicate`; "
                                       "`troupe --help` lists them all\n");
}

TEST(command_line, wrong_use_says_where_help_is) {
  for (const auto& args :
       {words{"status", "--no-such-flag"}, words{"status", "extra"},
        words{"debug", "kill"}, words{"debug"}, words{"status", "--run-dir"},
        words{"run", "--log-level", "loud"}, words{"--nonsense"}}) {
    auto x = said(args);
    EXPECT_EQ(x.code, exit_code::usage) << args[0];
    EXPECT_THAT(x.text, HasSubstr("--help")) << x.text;
    EXPECT_THAT(x.text, HasSubstr("troupe")) << x.text;
  }
  EXPECT_THAT(said({"debug", "kill"}).text, HasSubstr("troupe debug kill: "));
}

TEST(command_line, help_is_no_error) {
  auto x = said({"--help"});
  EXPECT_EQ(x.code, exit_code::ok);
  for (auto word : {"run", "status", "ledger", "debug", "Exit codes"})
    EXPECT_THAT(x.text, HasSubstr(word));
  auto run = said({"run", "--help"}).text;
  EXPECT_THAT(run, HasSubstr("--enable-debug"));
  EXPECT_THAT(run, Not(HasSubstr("--barrier")));
  EXPECT_THAT(said({"debug", "stall", "-h"}).text, HasSubstr("--for"));
}

TEST(command_line, help_fits_a_terminal) {
  for (const auto& args :
       {words{"-h"}, words{"run", "-h"}, words{"status", "-h"},
        words{"ledger", "-h"}, words{"debug", "-h"},
        words{"debug", "kill", "-h"}, words{"debug", "stall", "-h"}}) {
    std::istringstream lines{said(args).text};
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST(command_line, nothing_at_all_shows_help_as_an_error) {
  auto x = said({});
  EXPECT_EQ(x.code, exit_code::usage);
  EXPECT_THAT(x.text, HasSubstr("status"));
}

TEST(command_line, the_version_flag_works) {
  auto x = said({"--version"});
  EXPECT_EQ(x.code, exit_code::ok);
  EXPECT_EQ(x.text, "troupe 0.1.0\n");
}

} // namespace
} // namespace troupe
