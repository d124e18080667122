#include "actors/console/console.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/deterministic.hpp"
#include "tests/unit/actors/console/fake_backend.hpp"

namespace troupe {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class console_test : public deterministic {
public:
  console_test() {
    std::string pattern = fs::temp_directory_path() / "troupe-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    path = folder / "troupe.sock";
  }
  ~console_test() override {
    fs::remove_all(folder);
  }

  console_actor start() {
    auto result = spawn<console>(context("console"), console_options{path},
                                 backend, health);
    run();
    return result;
  }

  void tick_after(std::chrono::seconds pause, const console_actor& to) {
    advance(pause);
    caf::anon_send(to, tick{});
    run();
  }

  health_entry part() const {
    for (auto& x : health.entries())
      if (x.part == "console")
        return x;
    return {};
  }

  fs::path folder;
  std::string path;
  fake_backend backend;
  health_registry health;
};

TEST_F(console_test, it_listens_and_says_so) {
  start();
  EXPECT_TRUE(fs::is_socket(path));
  EXPECT_EQ(part().state, health_state::ok);
}

TEST_F(console_test, its_end_removes_the_socket) {
  auto x = start();
  kill(x);
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(console_test, a_restart_listens_anew) {
  kill(start());
  start();
  EXPECT_TRUE(fs::is_socket(path));
}

TEST_F(console_test, a_removed_socket_comes_back) {
  auto x = start();
  fs::remove(path);
  tick_after(1s, x);
  EXPECT_TRUE(fs::is_socket(path));
}

TEST_F(console_test, a_place_that_is_taken_degrades_and_is_tried_again) {
  std::ofstream{path} << "in the way";
  auto x = start();
  EXPECT_EQ(part().state, health_state::degraded);
  EXPECT_NE(part().reason.find(path), std::string::npos);
  EXPECT_TRUE(health.ready()); // data flows without a console
  fs::remove(path);
  tick_after(4s, x);
  EXPECT_FALSE(fs::exists(path)); // not yet: every five seconds
  tick_after(1s, x);
  EXPECT_TRUE(fs::is_socket(path));
  EXPECT_EQ(part().state, health_state::ok);
}

} // namespace
} // namespace troupe
