#include "actors/console/debug_server.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "proto/debug/debug.grpc.pb.h"
#include "tests/unit/actors/console/fake_backend.hpp"

namespace troupe {
namespace {

namespace pb = debug::v1;
namespace fs = std::filesystem;

class debug_server_test : public ::testing::Test {
public:
  debug_server_test() {
    std::string pattern = fs::temp_directory_path() / "troupe-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    path = folder / "troupe.sock";
  }
  ~debug_server_test() override {
    server.stop();
    fs::remove_all(folder);
  }

  std::unique_ptr<pb::Debug::Stub> client() {
    return pb::Debug::NewStub(grpc::CreateChannel(
        "unix:" + path, grpc::InsecureChannelCredentials()));
  }

  /// One call that may take `ms`.
  template <class Request>
  grpc::Status
  call(grpc::Status (pb::Debug::Stub::*method)(grpc::ClientContext*,
                                               const Request&, pb::Document*),
       const Request& in, int ms = 5'000) {
    grpc::ClientContext ctx;
    ctx.set_deadline(std::chrono::system_clock::now()
                     + std::chrono::milliseconds(ms));
    auto stub = client();
    return (stub.get()->*method)(&ctx, in, &out);
  }

  pb::FaultRequest fault(pb::FaultRequest::Kind kind, const char* actor) {
    pb::FaultRequest result;
    result.set_kind(kind);
    result.set_actor(actor);
    result.set_duration_ms(250);
    return result;
  }

  /// A listening socket at `path`; -1 when it cannot be.
  int occupy() const {
    auto fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    path.copy(to.sun_path, sizeof(to.sun_path) - 1);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0
        || ::listen(fd, 4) != 0)
      return -1;
    return fd;
  }

  fs::path folder;
  std::string path;
  fake_backend backend;
  debug_server server{backend};
  pb::Document out;
};

TEST_F(debug_server_test, every_question_has_its_answer) {
  ASSERT_TRUE(server.start(path));
  auto schema = [&](const std::string& name) {
    return R"({"schema":"troupe/)" + name + R"(/1"})";
  };
  EXPECT_TRUE(call(&pb::Debug::Stub::Status, pb::StatusRequest{}).ok());
  EXPECT_EQ(out.json(), schema("status"));
  EXPECT_TRUE(call(&pb::Debug::Stub::Health, pb::HealthRequest{}).ok());
  EXPECT_EQ(out.json(), schema("health"));
  EXPECT_TRUE(call(&pb::Debug::Stub::Tree, pb::TreeRequest{}).ok());
  EXPECT_EQ(out.json(), schema("tree"));
  EXPECT_TRUE(call(&pb::Debug::Stub::Topology, pb::TopologyRequest{}).ok());
  EXPECT_EQ(out.json(), schema("topology"));
  EXPECT_TRUE(call(&pb::Debug::Stub::Version, pb::VersionRequest{}).ok());
  EXPECT_EQ(out.json(), schema("version"));
  EXPECT_TRUE(call(&pb::Debug::Stub::Config, pb::ConfigRequest{}).ok());
  EXPECT_EQ(out.json(), schema("config"));
  pb::LedgerRequest ledger;
  EXPECT_TRUE(call(&pb::Debug::Stub::Ledger, ledger).ok());
  EXPECT_EQ(out.json(), schema("ledger"));
  ledger.set_barrier(true);
  EXPECT_TRUE(call(&pb::Debug::Stub::Ledger, ledger).ok());
  EXPECT_EQ(out.json(), R"({"schema":"troupe/ledger/1","passed":[]})");
}

TEST_F(debug_server_test, faults_are_denied_unless_enabled) {
  ASSERT_TRUE(server.start(path));
  auto refused = call(&pb::Debug::Stub::Fault,
                      fault(pb::FaultRequest::KIND_KILL, "dogstatsd/0"));
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(refused.error_message(),
            "faults are off; start troupe run with --enable-debug");
}

TEST_F(debug_server_test, faults_reach_the_actor_that_they_name) {
  backend.faults_enabled = true;
  ASSERT_TRUE(server.start(path));
  EXPECT_TRUE(call(&pb::Debug::Stub::Fault,
                   fault(pb::FaultRequest::KIND_STALL, "dogstatsd/0"))
                  .ok());
  EXPECT_EQ(out.json(), R"({"fault":2,"ms":250})");
  EXPECT_TRUE(call(&pb::Debug::Stub::Fault,
                   fault(pb::FaultRequest::KIND_THROW, "dogstatsd/0"))
                  .ok());
  EXPECT_EQ(out.json(), R"({"fault":1,"ms":0})");
  auto nobody = call(&pb::Debug::Stub::Fault,
                     fault(pb::FaultRequest::KIND_KILL, "nobody"));
  EXPECT_EQ(nobody.error_code(), grpc::StatusCode::NOT_FOUND);
  auto nothing = call(&pb::Debug::Stub::Fault,
                      fault(pb::FaultRequest::KIND_UNSPECIFIED, "dogstatsd/0"));
  EXPECT_EQ(nothing.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(debug_server_test, a_late_answer_comes_through) {
  ASSERT_TRUE(server.start(path));
  std::thread runtime{[this] {
    while (backend.waiting() == 0)
      std::this_thread::yield();
    backend.answer_flushes(std::string{R"({"flushed":true})"});
  }};
  EXPECT_TRUE(call(&pb::Debug::Stub::Flush, pb::FlushRequest{}).ok());
  runtime.join();
  EXPECT_EQ(out.json(), R"({"flushed":true})");
}

TEST_F(debug_server_test, the_clients_deadline_ends_a_call_that_hangs) {
  ASSERT_TRUE(server.start(path));
  auto late = call(&pb::Debug::Stub::Flush, pb::FlushRequest{}, 100);
  EXPECT_EQ(late.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // The answer that comes after all finds nobody, and harms nobody.
  while (backend.waiting() == 0)
    std::this_thread::yield();
  backend.answer_flushes(std::string{"{}"});
  EXPECT_TRUE(call(&pb::Debug::Stub::Tree, pb::TreeRequest{}).ok());
}

TEST_F(debug_server_test, a_question_that_the_runtime_lost_is_answered) {
  backend.lose_flushes = true;
  ASSERT_TRUE(server.start(path));
  auto lost = call(&pb::Debug::Stub::Flush, pb::FlushRequest{});
  EXPECT_EQ(lost.error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(debug_server_test, a_stop_does_not_wait_for_answers) {
  ASSERT_TRUE(server.start(path));
  std::thread asking{
      [this] { call(&pb::Debug::Stub::Flush, pb::FlushRequest{}, 60'000); }};
  while (backend.waiting() == 0)
    std::this_thread::yield();
  server.stop(); // hangs for ever if the open call does
  asking.join();
  EXPECT_FALSE(fs::exists(path));
  backend.answer_flushes(std::string{"{}"});
}

TEST_F(debug_server_test, the_socket_is_for_its_owner_only) {
  ASSERT_TRUE(server.start(path));
  struct stat info {};
  ASSERT_EQ(::lstat(path.c_str(), &info), 0);
  EXPECT_TRUE(S_ISSOCK(info.st_mode));
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  // Nothing else is left in the folder.
  EXPECT_EQ(std::distance(fs::directory_iterator{folder}, {}), 1);
}

TEST_F(debug_server_test, the_socket_of_a_dead_process_is_replaced) {
  auto fd = occupy();
  ASSERT_GE(fd, 0);
  ::close(fd); // the file stays
  ASSERT_TRUE(fs::exists(path));
  ASSERT_TRUE(server.start(path));
  EXPECT_TRUE(call(&pb::Debug::Stub::Tree, pb::TreeRequest{}).ok());
}

TEST_F(debug_server_test, the_socket_of_a_live_process_is_respected) {
  auto fd = occupy();
  auto refused = server.start(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.err().code, errc::in_use);
  EXPECT_NE(refused.err().text.find("another troupe runs here"),
            std::string::npos);
  server.stop();
  EXPECT_TRUE(fs::exists(path));
  ::close(fd);
}

TEST_F(debug_server_test, a_second_server_does_not_take_over) {
  ASSERT_TRUE(server.start(path));
  debug_server second{backend};
  EXPECT_EQ(second.start(path).err().code, errc::in_use);
  EXPECT_TRUE(call(&pb::Debug::Stub::Tree, pb::TreeRequest{}).ok());
}

TEST_F(debug_server_test, a_file_that_is_no_socket_is_left_alone) {
  std::ofstream{path} << "precious";
  auto refused = server.start(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.err().code, errc::in_use);
  EXPECT_EQ(fs::file_size(path), 8u);
}

TEST_F(debug_server_test, a_removed_file_is_noticed) {
  ASSERT_TRUE(server.start(path));
  EXPECT_TRUE(server.running());
  fs::remove(path);
  EXPECT_FALSE(server.running());
}

TEST_F(debug_server_test, a_path_that_cannot_be_says_so) {
  auto nowhere = server.start(folder / "no" / "troupe.sock");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.err().code, errc::io);
  auto long_one = server.start("/tmp/" + std::string(120, 'x'));
  ASSERT_FALSE(long_one);
  EXPECT_NE(long_one.err().text.find("choose a shorter run_path"),
            std::string::npos);
}

} // namespace
} // namespace troupe
