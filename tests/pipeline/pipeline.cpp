#include "tests/pipeline/pipeline.hpp"

#include <algorithm>
#include <cstring>
#include <sstream>

namespace troupe {

using test::fake_request;
using test::seen_point;
using test::seen_sketch;

std::optional<http_reply> scripted_account::answer(const fake_request& x) {
  http_reply reply;
  reply.sent = true;
  // A key check.
  if (x.method == "GET") {
    reply.status = 200;
    return reply;
  }
  reply.status = status(x);
  if (reply.status == 0)
    reply.error = http_error::read;
  auto is_accepted = reply.status / 100 == 2;
  auto is_refused = reply.status == 400 || reply.status == 413;
  if (!is_accepted && !is_refused)
    return reply;
  if (!known_.insert(x.url + x.body).second) {
    ++doubles;
    return reply;
  }
  auto copy = x;
  copy.done = nullptr;
  (is_accepted ? accepted : refused).push_back(std::move(copy));
  return reply;
}

pipeline::pipeline() {
  settings.forwarder.api_key = secret{"0123456789abcdef0123456789abcdef"};
  settings.forwarder.dd_url = "http://intake.test";
  settings.orchestrator.orchestrator_dd_url = "http://orch.test";
  settings.serializer.enable_metadata_collection = false;
  settings.dogstatsd.dogstatsd_port = 0;
  settings.dogstatsd.dogstatsd_socket.clear();
  settings.intake.enabled = false;
  net.script = [this](const fake_request& x) -> std::optional<http_reply> {
    if (holding_)
      return std::nullopt;
    return intake.answer(x);
  };
}

pipeline::~pipeline() = default;

void pipeline::start() {
  home = std::make_unique<machine>(settings, "host-1", time());
  home->own_threads = false;
  home->make_client = [this] {
    return std::make_unique<test::fake_client>(net);
  };
  where = make_fronts(*home);
  supervision_env env{home->tree, time(),
                      [this](const std::string& id, const std::string& what) {
                        reports.push_back(id + " " + what);
                      },
                      &home->health};
  root = spawn_root(system(), make_tree(*home, where, env, nullptr), env,
                    [this](const std::string& x) { ends.push_back(x); });
  settle_down();
}

void pipeline::TearDown() {
  if (root)
    caf::anon_send_exit(root, caf::exit_reason::kill);
  run();
  root = nullptr;
  if (home)
    home->tree.clear_handles();
  where = {};
  deterministic::TearDown();
}

// -- what comes in ------------------------------------------------------------

void pipeline::post(const std::string& lines, size_t shard) {
  auto batch = make_ref<packet_batch>(lines.size() + 1);
  std::memcpy(batch->storage.get(), lines.data(), lines.size());
  batch->packets.push_back({0, static_cast<uint32_t>(lines.size())});
  batch->arrival_ns = time().wall_ns();
  batch->ledger.add(books().packets, 1);
  tell_or_drop(where.shards.at(shard), packet_batch_ptr{batch});
}

void pipeline::send(const std::string& lines, size_t shard) {
  post(lines, shard);
  settle_down();
}

check_sample pipeline::sample(const std::string& name, metric_kind kind,
                              double value, double timestamp) {
  check_sample x;
  x.name = name;
  x.kind = kind;
  x.value = value;
  x.timestamp = timestamp;
  return x;
}

void pipeline::submit(std::vector<check_sample> samples,
                      std::vector<histogram_bucket> buckets) {
  auto batch = make_ref<check_batch>();
  batch->check_id = "check";
  batch->ledger = ticket{books().samples, samples.size() + buckets.size()};
  batch->samples = std::move(samples);
  batch->buckets = std::move(buckets);
  batch->commit = true;
  batch->commit_time_s = static_cast<double>(time().wall_s());
  tell_or_drop(where.aggregator, check_batch_ptr{batch});
  settle_down();
}

// -- time ---------------------------------------------------------------------

bool pipeline::step_balanced() {
  auto result = step();
  if (home)
    expect_balanced();
  return result;
}

void pipeline::steps(size_t n) {
  while (n > 0 && step_balanced())
    --n;
}

void pipeline::settle_down() {
  while (step_balanced())
    continue;
}

void pipeline::pass(int64_t seconds) {
  for (int64_t i = 0; i < seconds; ++i) {
    move_time(std::chrono::seconds{1});
    settle_down();
  }
}

completion_ptr pipeline::waiter(std::optional<bool>& into) {
  return make_ref<completion>([&into](bool done) { into = done; });
}

void pipeline::ask_flush(std::optional<bool>& into, bool final) {
  tell(where.aggregator, flush_command{waiter(into), final});
}

bool pipeline::flush(bool final) {
  std::optional<bool> done;
  ask_flush(done, final);
  settle_down();
  // A shard that is not there is waited for.
  for (int i = 0; i < 5 && !done; ++i)
    pass(1);
  EXPECT_TRUE(done.has_value()) << "nobody says how the flush ended";
  return done.value_or(false);
}

bool pipeline::flush_window() {
  pass(10 - time().wall_s() % 10);
  return flush();
}

void pipeline::stop_in_order() {
  std::optional<bool> shards, forwarder;
  for (const auto& shard : where.shards)
    tell(shard, drain_command{waiter(shards)});
  settle_down();
  EXPECT_EQ(shards, true);
  flush(true);
  tell(where.forwarder, drain_command{waiter(forwarder)});
  settle_down();
  for (int i = 0; i < 5 && !forwarder; ++i)
    pass(1);
  EXPECT_EQ(forwarder, true);
  stop_root(root);
  settle_down();
  for (int i = 0; i < 5 && ends.empty(); ++i)
    pass(1);
  EXPECT_EQ(ends.size(), 1u);
}

// -- what came out ------------------------------------------------------------

std::vector<seen_point> pipeline::all_points(const std::string& prefix) const {
  std::vector<seen_point> result;
  for (const auto& body : intake.accepted)
    for (auto& x : points_in(body))
      if (x.name.starts_with(prefix))
        result.push_back(std::move(x));
  return result;
}

std::vector<seen_point> pipeline::points(const std::string& name) const {
  auto result = all_points(name);
  std::erase_if(result, [&](const seen_point& x) { return x.name != name; });
  return result;
}

std::vector<seen_sketch> pipeline::sketches(const std::string& name) const {
  std::vector<seen_sketch> result;
  for (const auto& body : intake.accepted)
    for (auto& x : sketches_in(body))
      if (x.name == name)
        result.push_back(std::move(x));
  return result;
}

std::vector<std::string> pipeline::told(const std::string& name) const {
  std::vector<std::string> result;
  for (const auto& x : points(name)) {
    std::ostringstream text;
    text << x.type << " +" << x.timestamp - start_s << " " << x.value;
    result.push_back(text.str());
  }
  return result;
}

double pipeline::total(const std::string& prefix) const {
  double result = 0;
  for (const auto& x : all_points(prefix))
    result +=
        x.type == "rate" ? x.value * static_cast<double>(x.interval) : x.value;
  return result;
}

size_t pipeline::bodies_on(const std::string& path) const {
  return static_cast<size_t>(
      std::count_if(intake.accepted.begin(), intake.accepted.end(),
                    [&](auto& x) { return x.url.ends_with(path); }));
}

bool pipeline::has_text(const std::string& path,
                        const std::string& text) const {
  return std::any_of(intake.accepted.begin(), intake.accepted.end(),
                     [&](auto& x) {
                       return x.url.ends_with(path)
                              && plain_body(x).find(text) != std::string::npos;
                     });
}

// -- the network --------------------------------------------------------------

void pipeline::hold() {
  holding_ = true;
}

void pipeline::release() {
  holding_ = false;
  while (!net.hanging.empty())
    net.end_one(*intake.answer(net.seen.at(net.hanging.front())));
  // The next tick makes the forwarder look.
  pass(1);
}

// -- the machine --------------------------------------------------------------

void pipeline::kill_actor(const std::string& id) {
  auto done = home->tree.kill(id);
  EXPECT_TRUE(done) << done.err().text;
}

void pipeline::fault_actor(const std::string& id) {
  auto done = home->tree.fault(id, {fault_kind::throw_exception, 0});
  EXPECT_TRUE(done) << done.err().text;
}

tree_node pipeline::node_of(const std::string& id) const {
  for (auto& x : home->tree.snapshot())
    if (x.id == id)
      return x;
  ADD_FAILURE() << "no node " << id;
  return {};
}

std::vector<std::string> pipeline::actor_ids() const {
  std::vector<std::string> result;
  for (auto& x : home->tree.snapshot())
    if (x.kind == "actor")
      result.push_back(x.id);
  return result;
}

uint64_t pipeline::dropped(const stage& row, drop_reason why) {
  return row.snapshot().dropped[static_cast<size_t>(why)];
}

uint64_t pipeline::dropped_beside(std::set<drop_reason> reasons) const {
  uint64_t result = 0;
  for (auto row : home->books.rows())
    for (size_t i = 0; i < drop_reason_count; ++i)
      if (!reasons.contains(static_cast<drop_reason>(i)))
        result += row->snapshot().dropped[i];
  return result;
}

uint64_t pipeline::dropped_total() const {
  return dropped_beside({});
}

void pipeline::expect_balanced() {
  for (auto row : home->books.rows()) {
    auto now = row->snapshot();
    auto lowest = std::min_element(now.resting.begin(), now.resting.end());
    if (is_unbalanced_ || (now.balance() == 0 && *lowest >= 0))
      continue;
    is_unbalanced_ = true;
    ADD_FAILURE() << "ledger row " << row->name() << ": in " << now.in
                  << ", out " << now.out << ", dropped " << now.dropped_total()
                  << ", resting " << now.resting[0] << " " << now.resting[1];
  }
}

void pipeline::expect_empty() const {
  for (auto row : home->books.rows())
    for (auto n : row->snapshot().resting)
      EXPECT_EQ(n, 0) << "ledger row " << row->name();
}

} // namespace troupe
