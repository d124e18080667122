#pragma once
/// A runtime that answers the debug service from a script.

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "actors/console/debug_backend.hpp"

namespace troupe {

class fake_backend final : public debug_backend {
public:
  std::string status() override {
    return R"({"schema":"troupe/status/1"})";
  }
  std::string health() override {
    return R"({"schema":"troupe/health/1"})";
  }
  std::string tree() override {
    return R"({"schema":"troupe/tree/1"})";
  }
  std::string ledger() override {
    return R"({"schema":"troupe/ledger/1"})";
  }
  std::string topology() override {
    return R"({"schema":"troupe/topology/1"})";
  }
  std::string version() override {
    return R"({"schema":"troupe/version/1"})";
  }
  std::string config() override {
    return R"({"schema":"troupe/config/1"})";
  }
  void ledger_barrier(answer reply) override {
    reply(std::string{R"({"schema":"troupe/ledger/1","passed":[]})"});
  }
  /// Kept until the test answers or drops it.
  void flush(answer reply) override {
    std::lock_guard guard{mutex_};
    if (lose_flushes)
      return;
    waiting_.push_back(std::move(reply));
  }
  result<std::string> fault(fault_request kind, const std::string& actor,
                            uint32_t duration_ms) override {
    if (!faults_enabled)
      return error{errc::denied,
                   "faults are off; start troupe run with --enable-debug"};
    if (actor != "dogstatsd/0")
      return error{errc::not_found, "no actor " + actor};
    return std::string{R"({"fault":)"} + std::to_string(static_cast<int>(kind))
           + R"(,"ms":)" + std::to_string(duration_ms) + "}";
  }

  size_t waiting() {
    std::lock_guard guard{mutex_};
    return waiting_.size();
  }
  void answer_flushes(const result<std::string>& with) {
    std::vector<answer> replies;
    {
      std::lock_guard guard{mutex_};
      replies.swap(waiting_);
    }
    for (auto& x : replies)
      x(with);
  }

  bool faults_enabled = false;
  bool lose_flushes = false;

private:
  std::mutex mutex_;
  std::vector<answer> waiting_;
};

} // namespace troupe
