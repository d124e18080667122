#include "actors/listener/listener.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include <poll.h>

#include "runtime/io/socket/prompt_thread.hpp"

namespace troupe {

namespace {

constexpr int64_t second_ns = 1'000'000'000;
constexpr int64_t longest_backoff_ns = 30 * second_ns;

/// Batches that are read before a barrier is passed on: more than the kernel's
/// buffers hold, fewer than a flood could bring.
constexpr size_t barrier_turns = 64;

/// Under load a wake-up of the shard is shared by what came in this time; of
/// windows of 10 s it is nothing.
constexpr int64_t udp_hold_ns = 20'000'000;
/// A sender on a UNIX socket may wait for us; there it is shorter.
constexpr int64_t unix_hold_ns = 1'000'000;

constexpr int64_t no_limit = -1;

timespec to_timespec(int64_t ns) {
  return {static_cast<time_t>(ns / second_ns),
          static_cast<long>(ns % second_ns)};
}

} // namespace

listener::listener(caf::actor_config& cfg, node_context ctx,
                   listener_seat_ptr seat,
                   std::vector<slot_ptr<dogstatsd_actor>> shards,
                   listener_env env, listener_options options)
    : basic_node(cfg, std::move(ctx)),
      seat_(std::move(seat)),
      shards_(std::move(shards)),
      env_(std::move(env)),
      options_(std::move(options)),
      moderation_(options_.flush_timeout_ns) {
}

listener::behavior_type listener::make_behavior() {
  open_forwarder();
  try_open(clock().steady_ns());
  if (options_.drive == listener_drive::own_thread) {
    run_soon_after_waking();
    send(this, poll_atom::value);
  }
  return {
      [this](poll_atom) { poll(); },
      [this](const tick& x) { look(x); },
      [this](const barrier_ptr& x) { pass(x); },
      [this](const drain_command& x) { drain(x); },
  };
}

void listener::enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) {
  if (x->sender.get() == ctrl()) {
    basic_node::enqueue(std::move(x), eu);
    return;
  }
  // After the enqueue nobody promises that the actor still lives.
  auto seat = seat_;
  basic_node::enqueue(std::move(x), eu);
  seat->wake().notify();
}

void listener::on_exit() {
  waiters_.clear();
}

// -- handlers -----------------------------------------------------------------

void listener::poll() {
  auto again = options_.drive == listener_drive::own_thread;
  if (again)
    wait();
  last_ = turn();
  auto is_dry = seat_->batch() != nullptr && last_.packets == 0 && !last_.more;
  if (is_draining() && (is_dry || clock().steady_ns() >= drain_until_ns_))
    finish_drain();
  if (again)
    send(this, poll_atom::value);
}

void listener::look(const tick& now) {
  if (now.generation <= last_tick_)
    return;
  last_tick_ = now.generation;
  if (is_open_)
    check(now.steady_ns);
  else if (!is_closed_for_good_ && now.steady_ns >= retry_at_ns_)
    try_open(now.steady_ns);
  seat_->pool().trim();
  seat_->publish_pool();
  seat_->numbers().stall_seconds.Set(
      static_cast<double>(std::exchange(longest_stall_ns_, 0)) / second_ns);
}

void listener::pass(const barrier_ptr& x) {
  // What was sent before somebody asked lies before the token.
  for (size_t i = 0; i < barrier_turns && turn().more; ++i)
    continue;
  ship(false);
  x->pass(id(), {&env_.books.packets});
  for (const auto& shard : shards_)
    tell(shard, x);
}

void listener::drain(const drain_command& x) {
  waiters_.push_back(x.waiter);
  if (!is_open_) {
    finish_drain();
    return;
  }
  seat_->source().seal();
  drain_until_ns_ = clock().steady_ns() + options_.drain_ns;
  if (options_.drive == listener_drive::own_thread)
    return;
  while (turn().more)
    continue;
  finish_drain();
}

// -- socket -------------------------------------------------------------------

void listener::open_forwarder() {
  if (options_.forward_host.empty() || options_.forward_port == 0
      || seat_->forwarder().is_open())
    return;
  auto done =
      seat_->forwarder().open(options_.forward_host, options_.forward_port);
  if (!done)
    env_.report(done.err().text);
}

void listener::try_open(int64_t steady_ns) {
  auto& source = seat_->source();
  if (!source.is_open()) {
    if (auto done = source.open(); !done) {
      backoff_ns_ = std::clamp(2 * backoff_ns_, second_ns, longest_backoff_ns);
      retry_at_ns_ = steady_ns + backoff_ns_;
      env_.health.set(id(), health_state::failed, done.err().text);
      if (std::exchange(complaint_, done.err().text) != done.err().text)
        env_.report(done.err().text);
      return;
    }
  }
  is_open_ = true;
  backoff_ns_ = 0;
  complaint_.clear();
  seat_->set_address(source.address());
  env_.health.set(id(), health_state::ok);
}

void listener::check(int64_t steady_ns) {
  auto& numbers = seat_->numbers();
  auto found = seat_->source().check(steady_ns);
  numbers.kernel_dropped.Increment(static_cast<double>(found.kernel_dropped));
  numbers.refused_clients.Increment(static_cast<double>(found.refused_clients));
  numbers.connections.Set(static_cast<double>(seat_->source().connections()));
  if (found.partial > 0)
    env_.books.packets.refuse(found.partial, drop_reason::partial_frame);
  if (!found.file_gone || is_draining())
    return;
  // What still came by the old file is read before the socket is replaced.
  while (turn().more)
    continue;
  if (auto done = seat_->source().open(); !done) {
    env_.health.set(id(), health_state::failed, done.err().text);
    if (std::exchange(complaint_, done.err().text) != done.err().text)
      env_.report(done.err().text);
    return;
  }
  numbers.rebinds.Increment();
  complaint_.clear();
  env_.report(seat_->address()
              + ": the socket file had vanished and was made "
                "again");
  env_.health.set(id(), health_state::ok);
}

void listener::wait() {
  auto has_room = has_batch();
  due_ns_ = last_.more || !has_room ? clock().steady_ns() : 0;
  if (last_.more && has_room)
    return;
  auto readable = is_open_ && has_room;
  auto until = [this](int64_t ns) {
    return std::max<int64_t>(0, ns - clock().steady_ns());
  };
  auto limit_ns = no_limit;
  if (is_draining()) {
    // The rest is there already, or it never comes.
    limit_ns = readable ? 0 : until(drain_until_ns_);
  } else if (readable && seat_->source().kind() == transport::udp
             && moderation_.pause_ns() > 0) {
    limit_ns = moderation_.pause_ns();
    due_ns_ = clock().steady_ns() + limit_ns;
    readable = false;
  } else if (readable && has_packets()) {
    limit_ns = until(batch_since_ns_ + hold_ns());
  }
  sleep(readable, limit_ns);
}

void listener::sleep(bool until_readable, int64_t limit_ns) {
  idle_scope resting{*this};
  auto& wake = seat_->wake();
  pollfd fds[] = {{wake.fd(), POLLIN, 0},
                  {seat_->source().poll_fd(), POLLIN, 0}};
  auto limit = to_timespec(limit_ns);
  if (wake.begin_wait())
    ::ppoll(fds, until_readable ? 2 : 1,
            limit_ns == no_limit ? nullptr : &limit, nullptr);
  wake.end_wait();
}

int64_t listener::hold_ns() const {
  if (options_.drive != listener_drive::own_thread)
    return 0;
  auto longest =
      seat_->source().kind() == transport::udp ? udp_hold_ns : unix_hold_ns;
  return std::min(longest, options_.flush_timeout_ns);
}

bool listener::has_packets() const {
  return seat_->batch() != nullptr && !seat_->batch()->packets.empty();
}

bool listener::has_batch() {
  if (seat_->batch() == nullptr)
    seat_->batch() = seat_->pool().take();
  return seat_->batch() != nullptr;
}

listener::turn_result listener::turn() {
  if (!is_open_ || !has_batch())
    return {};
  auto now = clock().steady_ns();
  if (auto due = std::exchange(due_ns_, 0); due > 0)
    longest_stall_ns_ = std::max(longest_stall_ns_, now - due);
  auto& source = seat_->source();
  auto was_empty = !has_packets();
  auto fill = source.fill();
  auto report = source.read(*seat_->batch(), now);
  if (was_empty)
    batch_since_ns_ = now;
  moderation_.observe(report.packets, fill, now);
  account(report);
  auto is_over = !moderation_.is_busy() || is_draining()
                 || now - batch_since_ns_ >= hold_ns();
  if (report.more || is_over)
    ship(report.more);
  return {report.packets, report.more};
}

void listener::account(const read_report& x) {
  seat_->numbers().add(x);
  auto& row = env_.books.packets;
  if (x.packets > 0)
    seat_->batch()->ledger.add(row, x.packets);
  if (x.empty > 0)
    row.refuse(x.empty, drop_reason::empty);
  if (x.truncated > 0)
    row.refuse(x.truncated, drop_reason::truncated);
  if (x.too_big > 0)
    row.refuse(x.too_big, drop_reason::frame_too_big);
  if (x.partial > 0)
    row.refuse(x.partial, drop_reason::partial_frame);
}

void listener::ship(bool is_full) {
  if (!has_packets())
    return;
  auto& numbers = seat_->numbers();
  (is_full ? numbers.flush_full : numbers.flush_timer).Increment();
  auto& batch = *seat_->batch();
  batch.from = seat_->source().kind();
  batch.arrival_ns = clock().wall_ns();
  if (seat_->forwarder().is_open())
    numbers.forwarded.Increment(
        static_cast<double>(seat_->forwarder().send(batch)));
  packet_batch_ptr whole = std::exchange(seat_->batch(), nullptr);
  tell_or_drop(shards_[next_shard_], whole);
  next_shard_ = (next_shard_ + 1) % shards_.size();
}

void listener::finish_drain() {
  ship(false);
  if (is_open_) {
    check(clock().steady_ns());
    seat_->source().close();
    seat_->numbers().connections.Set(0);
  }
  is_open_ = false;
  is_closed_for_good_ = true;
  env_.health.forget(id());
  for (const auto& x : std::exchange(waiters_, {}))
    x->done();
}

} // namespace troupe
