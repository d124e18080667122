#pragma once
/// The whole troupe on one thread and virtual time: every actor under its real
/// supervisor, wired as in production, with a scripted network at the end and
/// batches of packets (or a UNIX socket) at the start.
///
/// Usage: change `settings`, call `start()`, send, let time `pass`, look at
/// what `intake` got. Every message that is handled leaves the ledger
/// balanced; the fixture checks that after each one.
/// Thread rule: everything happens on the test's thread.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/app/topology.hpp"
#include "tests/pipeline/bodies.hpp"
#include "tests/support/deterministic.hpp"

namespace troupe {

/// The Agent's intake, as far as the tests need it.
struct scripted_account {
  /// The status of each POST; 0 means that no answer comes (a reset).
  std::function<int(const test::fake_request&)> status =
      [](const test::fake_request&) { return 202; };
  /// Accepted bodies, once each however often they came.
  std::vector<test::fake_request> accepted;
  /// Bodies that were refused for good (400, 413), once each.
  std::vector<test::fake_request> refused;
  /// POSTs whose body had been accepted before.
  size_t doubles = 0;

  std::optional<http_reply> answer(const test::fake_request& x);

private:
  std::set<std::string> known_;
};

class pipeline : public deterministic {
public:
  pipeline();
  ~pipeline() override;

  void TearDown() override;

protected:
  /// A key, no sockets, no metadata: tests switch on what they need.
  troupe::config settings;

  /// Builds the machine and starts the tree.
  void start();

  // -- what comes in ----------------------------------------------------------

  /// One datagram to one shard.
  void send(const std::string& lines, size_t shard = 0);
  /// As `send`, but handles nothing yet.
  void post(const std::string& lines, size_t shard = 0);
  /// One run of a check.
  static check_sample sample(const std::string& name, metric_kind kind,
                             double value, double timestamp = 0);
  void submit(std::vector<check_sample> samples,
              std::vector<histogram_bucket> buckets = {});

  // -- time -------------------------------------------------------------------

  /// Handles one message, then checks the ledger; false: there is none.
  bool step_balanced();
  /// At most that many.
  void steps(size_t n);
  /// Handles all that waits.
  void settle_down();
  /// A second at a time, so that no tick is left out.
  void pass(int64_t seconds);
  /// To the next window, then flushes; false: the flush was lost.
  bool flush_window();
  bool flush(bool final = false);
  /// Asks for a flush, handles nothing; `into` learns how it ended.
  void ask_flush(std::optional<bool>& into, bool final = false);
  /// As the roof stops: shards, a final flush, the forwarder.
  void stop_in_order();

  // -- what came out ----------------------------------------------------------

  std::vector<test::seen_point> points(const std::string& name) const;
  /// Of all names that start with `prefix`.
  std::vector<test::seen_point> all_points(const std::string& prefix) const;
  std::vector<test::seen_sketch> sketches(const std::string& name) const;
  /// "timestamp:value" of each point, with its type in front.
  std::vector<std::string> told(const std::string& name) const;
  /// What a metric's points stand for: rates times their interval.
  double total(const std::string& prefix) const;
  /// Whether an accepted body on this path contains the text.
  bool has_text(const std::string& path, const std::string& text) const;
  size_t bodies_on(const std::string& path) const;

  // -- the network -----------------------------------------------------------

  /// From now on requests hang, until `release` answers them all.
  void hold();
  void release();

  // -- the machine ------------------------------------------------------------

  void kill_actor(const std::string& id);
  void fault_actor(const std::string& id);
  tree_node node_of(const std::string& id) const;
  std::vector<std::string> actor_ids() const;
  static uint64_t dropped(const stage& row, drop_reason why);
  /// Over all rows, but for those reasons.
  uint64_t dropped_beside(std::set<drop_reason> reasons) const;
  uint64_t dropped_total() const;
  /// Reports the first time that a row does not balance.
  void expect_balanced();
  /// Nothing rests anywhere.
  void expect_empty() const;
  ledger& books() {
    return home->books;
  }

  test::fake_network net;
  scripted_account intake;
  std::unique_ptr<machine> home;
  fronts where;
  std::vector<std::string> reports;
  std::vector<std::string> ends;
  caf::actor root;

private:
  completion_ptr waiter(std::optional<bool>& into);

  bool holding_ = false;
  bool is_unbalanced_ = false;
};

} // namespace troupe
