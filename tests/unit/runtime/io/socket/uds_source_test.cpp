#include "runtime/io/socket/uds_source.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class uds_source_test : public ::testing::Test {
public:
  uds_options at(const std::string& name) const {
    uds_options result;
    result.path = folder_ / name;
    return result;
  }

  std::string error_of(packet_source& x) const {
    auto done = x.open();
    return done ? "" : done.err().text;
  }

  temp_folder folder_;
  packet_batch batch_{256 * 1024};
};

TEST_F(uds_source_test, datagrams_arrive_whole) {
  uds_source source{at("dsd.socket")};
  ASSERT_TRUE(source.open());
  auto client = unix_client(folder_ / "dsd.socket", SOCK_DGRAM);
  send_all(client, "a:1|c");
  send_all(client, std::string(8192, 'x'));
  send_all(client, std::string(8193, 'y'));
  auto report = source.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c", std::string(8192, 'x')));
  EXPECT_EQ(report.truncated, 1U);
}

TEST_F(uds_source_test, anybody_may_write_and_only_the_owner_read) {
  uds_source source{at("dsd.socket")};
  ASSERT_TRUE(source.open());
  struct stat found {};
  ASSERT_EQ(::stat((folder_ / "dsd.socket").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0722U);
}

// shows: dogstatsd_origin_detection
TEST_F(uds_source_test, credentials_are_kept_per_packet_when_asked_for) {
  auto options = at("with");
  options.datagrams.credentials = true;
  uds_source with{options};
  uds_source without{at("without")};
  ASSERT_TRUE(with.open());
  ASSERT_TRUE(without.open());
  send_all(unix_client(folder_ / "with", SOCK_DGRAM), "a:1|c");
  send_all(unix_client(folder_ / "without", SOCK_DGRAM), "a:1|c");
  EXPECT_EQ(with.read(batch_, 0).anonymous, 0U);
  without.read(batch_, 0);
  ASSERT_EQ(batch_.packets.size(), 2U);
  EXPECT_EQ(batch_.packets[0].pid, static_cast<uint32_t>(::getpid()));
  EXPECT_EQ(batch_.packets[0].uid, ::getuid());
  EXPECT_EQ(batch_.packets[0].gid, ::getgid());
  EXPECT_EQ(batch_.packets[1].pid, 0U);
}

TEST_F(uds_source_test, a_dead_socket_is_replaced) {
  {
    file_descriptor dead{::socket(AF_UNIX, SOCK_DGRAM, 0)};
    auto where = unix_address(folder_ / "dsd.socket");
    ASSERT_EQ(
        ::bind(dead.get(), reinterpret_cast<sockaddr*>(&where), sizeof where),
        0);
  }
  uds_source source{at("dsd.socket")};
  EXPECT_EQ(error_of(source), "");
  EXPECT_TRUE(send_all(unix_client(folder_ / "dsd.socket", SOCK_DGRAM), "x"));
}

TEST_F(uds_source_test, a_socket_that_is_served_is_left_alone) {
  uds_source first{at("dsd.socket")};
  ASSERT_TRUE(first.open());
  uds_source second{at("dsd.socket")};
  EXPECT_THAT(error_of(second), HasSubstr("another process serves it"));
  EXPECT_TRUE(send_all(unix_client(folder_ / "dsd.socket", SOCK_DGRAM), "x:1"));
  EXPECT_EQ(first.read(batch_, 0).packets, 1U);
}

TEST_F(uds_source_test, a_regular_file_is_refused_and_kept) {
  std::ofstream{folder_ / "file"} << "precious";
  uds_source source{at("file")};
  auto text = error_of(source);
  EXPECT_THAT(text, HasSubstr("a regular file"));
  EXPECT_THAT(text, HasSubstr(folder_ / "file"));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "file"), 8U);
}

TEST_F(uds_source_test, a_symbolic_link_is_refused_and_kept) {
  uds_source target{at("target")};
  ASSERT_TRUE(target.open());
  std::filesystem::create_symlink(folder_ / "target", folder_ / "link");
  uds_source source{at("link")};
  EXPECT_THAT(error_of(source), HasSubstr("a symbolic link"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link"));
}

TEST_F(uds_source_test, a_socket_of_somebody_else_is_refused) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "needs root to give a file away";
  {
    file_descriptor dead{::socket(AF_UNIX, SOCK_DGRAM, 0)};
    auto where = unix_address(folder_ / "dsd.socket");
    ::bind(dead.get(), reinterpret_cast<sockaddr*>(&where), sizeof where);
  }
  ASSERT_EQ(::chown((folder_ / "dsd.socket").c_str(), 4711, 4711), 0);
  uds_source source{at("dsd.socket")};
  EXPECT_THAT(error_of(source), HasSubstr("belongs to user 4711"));
}

TEST_F(uds_source_test, missing_folders_are_made) {
  uds_source source{at("a/b/dsd.socket")};
  EXPECT_EQ(error_of(source), "");
  EXPECT_TRUE(std::filesystem::is_socket(folder_ / "a/b/dsd.socket"));
}

TEST_F(uds_source_test, a_path_that_is_too_long_is_an_error) {
  uds_source source{at(std::string(120, 'x'))};
  EXPECT_THAT(error_of(source), HasSubstr("longer than 107 bytes"));
}

TEST_F(uds_source_test, closing_removes_the_file_and_no_other) {
  auto path = folder_ / "dsd.socket";
  uds_source source{at("dsd.socket")};
  ASSERT_TRUE(source.open());
  source.close();
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(source.open());
  std::filesystem::remove(path);
  std::ofstream{path} << "somebody else's";
  source.close();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(uds_source_test, nothing_but_the_socket_stays_in_the_folder) {
  uds_source source{at("in/dsd.socket")};
  ASSERT_TRUE(source.open());
  std::filesystem::directory_iterator files{folder_ / "in"};
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(uds_source_test, a_file_that_vanished_is_noticed_and_made_again) {
  uds_source source{at("dsd.socket")};
  ASSERT_TRUE(source.open());
  EXPECT_FALSE(source.check(0).file_gone);
  std::filesystem::remove(folder_ / "dsd.socket");
  EXPECT_TRUE(source.check(0).file_gone);
  ASSERT_TRUE(source.open());
  EXPECT_FALSE(source.check(0).file_gone);
  send_all(unix_client(folder_ / "dsd.socket", SOCK_DGRAM), "a:1|c");
  EXPECT_EQ(source.read(batch_, 0).packets, 1U);
}

TEST_F(uds_source_test, a_sealed_source_yields_the_rest_and_refuses_more) {
  uds_source source{at("dsd.socket")};
  ASSERT_TRUE(source.open());
  auto client = unix_client(folder_ / "dsd.socket", SOCK_DGRAM);
  send_all(client, "before:1|c");
  source.seal();
  EXPECT_FALSE(send_all(client, "after:1|c"));
  source.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre("before:1|c"));
}

} // namespace
} // namespace troupe
