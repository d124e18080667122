#include "runtime/app/cli/run_cli.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "actors/console/debug_server.hpp"
#include "runtime/app/cli/debug_client.hpp"
#include "tests/unit/actors/console/fake_backend.hpp"

namespace troupe {
namespace {

namespace fs = std::filesystem;

class run_cli_test : public ::testing::Test {
public:
  run_cli_test() : world(real_world()) {
    std::string pattern = fs::temp_directory_path() / "troupe-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    world.out = [this](const std::string& x) { out += x; };
    world.err = [this](const std::string& x) { err += x; };
  }
  ~run_cli_test() override {
    server.stop();
    fs::remove_all(folder);
  }

  int cli(std::vector<std::string> args, bool here = true) {
    out.clear();
    err.clear();
    if (here) {
      args.emplace_back("--run-dir");
      args.push_back(folder);
    }
    return run_cli(
        args,
        [this](const run_options& x) {
          started = x;
          return 78;
        },
        world);
  }

  void serve() {
    auto up = server.start(folder / "troupe.sock");
    ASSERT_TRUE(up);
  }

  fs::path folder;
  cli_world world;
  fake_backend backend;
  debug_server server{backend};
  run_options started;
  std::string out, err;
};

TEST_F(run_cli_test, run_is_the_roofs_business) {
  EXPECT_EQ(cli({"run", "--check"}), 78);
  EXPECT_TRUE(started.check);
  EXPECT_EQ(started.run_dir, folder);
}

TEST_F(run_cli_test, zero_for_an_answer) {
  serve();
  EXPECT_EQ(cli({"tree", "--json"}), 0);
  EXPECT_EQ(out, "{\"schema\":\"troupe/tree/1\"}\n");
  EXPECT_EQ(err, "");
}

TEST_F(run_cli_test, one_for_a_command_that_failed) {
  backend.faults_enabled = true;
  serve();
  EXPECT_EQ(cli({"debug", "kill", "agregator"}), 1);
  EXPECT_EQ(err, "troupe: no actor agregator\n");
  // An answer that cannot be shown is a failure too.
  EXPECT_EQ(cli({"status"}), 1);
  EXPECT_NE(err.find("--json shows it as it is"), std::string::npos) << err;
}

TEST_F(run_cli_test, two_for_wrong_use) {
  EXPECT_EQ(cli({"no-such-command"}, false), 2);
  EXPECT_EQ(out, "");
  EXPECT_NE(err.find("unknown command"), std::string::npos);
}

TEST_F(run_cli_test, three_when_no_runtime_is_there) {
  EXPECT_EQ(cli({"status"}), 3);
  EXPECT_NE(err.find("troupe run"), std::string::npos) << err;
  EXPECT_NE(err.find(folder), std::string::npos) << err;
}

TEST_F(run_cli_test, three_when_a_socket_was_left_behind) {
  auto fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  std::string path = folder / "troupe.sock";
  path.copy(at.sun_path, sizeof(at.sun_path) - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof(at)), 0);
  ::close(fd);
  EXPECT_EQ(cli({"status"}), 3);
  EXPECT_NE(err.find("left behind"), std::string::npos) << err;
}

TEST_F(run_cli_test, four_when_it_is_denied) {
  serve();
  EXPECT_EQ(cli({"debug", "kill", "dogstatsd/0"}), 4);
  EXPECT_EQ(err,
            "troupe: faults are off; start troupe run with --enable-debug\n");
}

TEST_F(run_cli_test, five_when_no_answer_comes_in_time) {
  serve();
  EXPECT_EQ(cli({"flush", "--timeout", "50ms"}), 5);
  EXPECT_NE(err.find("no answer within 0.05 s"), std::string::npos) << err;
  EXPECT_NE(err.find("--timeout"), std::string::npos) << err;
}

TEST_F(run_cli_test, faults_carry_their_actor_and_time) {
  backend.faults_enabled = true;
  serve();
  EXPECT_EQ(cli({"debug", "stall", "dogstatsd/0", "--for", "700", "--json"}),
            0);
  EXPECT_EQ(out, "{\"fault\":2,\"ms\":700}\n");
}

TEST_F(run_cli_test, the_barrier_is_asked_for) {
  serve();
  EXPECT_EQ(cli({"ledger", "--barrier", "--json"}), 0);
  EXPECT_EQ(out, "{\"schema\":\"troupe/ledger/1\",\"passed\":[]}\n");
}

TEST_F(run_cli_test, the_version_needs_no_runtime) {
  EXPECT_EQ(cli({"version"}), 0);
  EXPECT_EQ(out, "troupe 0.1.0\n");
  EXPECT_EQ(err, "");
  EXPECT_EQ(cli({"version", "--json"}), 0);
  EXPECT_EQ(out, "{\"schema\":\"troupe/version/1\",\"version\":\"0.1.0\"}\n");
}

TEST_F(run_cli_test, another_version_that_runs_is_named) {
  world.ask = [](const std::string&, const client_options&) {
    return result<std::string>{
        R"({"schema":"troupe/version/1","version":"0.2.0"})"};
  };
  EXPECT_EQ(cli({"version"}), 0);
  EXPECT_EQ(out, "troupe 0.1.0\nthe one that runs is troupe 0.2.0\n");
}

TEST_F(run_cli_test, the_folder_comes_from_the_configuration) {
  serve();
  auto file = folder / "datadog.yaml";
  std::ofstream{file} << "run_path: " << folder.string() << "\n";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(cli({"tree", "--json", "--config", file}, false), 0);
  EXPECT_EQ(out, "{\"schema\":\"troupe/tree/1\"}\n");
}

TEST_F(run_cli_test, a_configuration_that_cannot_be_read_is_a_failure) {
  EXPECT_EQ(cli({"tree", "--config", folder / "none.yaml"}, false), 1);
  EXPECT_NE(err.find("none.yaml"), std::string::npos) << err;
  EXPECT_NE(err.find("--run-dir"), std::string::npos) << err;
}

TEST(debug_client, each_way_to_fail_has_its_code_and_next_step) {
  EXPECT_EQ(explain_connect("/r/s", 0).code, errc::none);
  EXPECT_EQ(explain_connect("/r/s", EACCES).code, errc::denied);
  EXPECT_EQ(explain_connect("/r/s", ENOENT).code, errc::unreachable);
  EXPECT_EQ(explain_connect("/r/s", ECONNREFUSED).code, errc::unreachable);
  EXPECT_EQ(explain_connect("/r/s", ENAMETOOLONG).code, errc::unreachable);
  for (int why : {EACCES, ENOENT, ECONNREFUSED, ENAMETOOLONG})
    EXPECT_NE(explain_connect("/r/s", why).text.find("/r/s"),
              std::string::npos);
}

} // namespace
} // namespace troupe
