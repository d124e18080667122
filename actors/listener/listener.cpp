#include "actors/listener/listener.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include <poll.h>
#include <sys/prctl.h>

namespace troupe {

namespace {

constexpr int64_t second_ns = 1'000'000'000;
constexpr int64_t longest_backoff_ns = 30 * second_ns;

/// Batches that are read before a barrier is passed on: more than the kernel's
/// buffers hold, fewer than a flood could bring.
constexpr size_t barrier_turns = 64;

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
    // The pause of `moderation` is of the same size as the kernel's default
    // slack.
    ::prctl(PR_SET_TIMERSLACK, 1000);
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
  batch_ = nullptr;
  waiters_.clear();
}

// -- handlers -----------------------------------------------------------------

void listener::poll() {
  auto again = options_.drive == listener_drive::own_thread;
  if (again)
    wait();
  last_ = turn();
  auto is_dry = batch_ != nullptr && last_.packets == 0 && !last_.more;
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
}

void listener::pass(const barrier_ptr& x) {
  // What was sent before somebody asked lies before the token.
  for (size_t i = 0; i < barrier_turns && turn().more; ++i)
    continue;
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
  turn();
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
  if (batch_ == nullptr)
    batch_ = seat_->pool().take();
  if (last_.more && batch_ != nullptr)
    return;
  auto& source = seat_->source();
  auto readable = is_open_ && batch_ != nullptr;
  int64_t limit_ns = -1;
  if (is_draining()) {
    limit_ns = std::max<int64_t>(0, drain_until_ns_ - clock().steady_ns());
    // The rest is there already, or it never comes.
    if (readable)
      limit_ns = 0;
  } else if (readable && source.kind() == transport::udp
             && moderation_.pause_ns() > 0) {
    limit_ns = moderation_.pause_ns();
    readable = false;
  }
  idle_scope resting{*this};
  pollfd fds[] = {{seat_->wake().fd(), POLLIN, 0},
                  {source.poll_fd(), POLLIN, 0}};
  auto limit = to_timespec(std::max<int64_t>(0, limit_ns));
  if (seat_->wake().begin_wait())
    ::ppoll(fds, readable ? 2 : 1, limit_ns < 0 ? nullptr : &limit, nullptr);
  seat_->wake().end_wait();
}

listener::turn_result listener::turn() {
  if (batch_ == nullptr)
    batch_ = seat_->pool().take();
  if (!is_open_ || batch_ == nullptr)
    return {};
  auto now = clock().steady_ns();
  auto& source = seat_->source();
  auto fill = source.fill();
  auto report = source.read(*batch_, now);
  if (source.kind() == transport::udp)
    moderation_.observe(report.packets, fill, now);
  account(report);
  if (report.packets > 0)
    ship(report.more);
  return {report.packets, report.more};
}

void listener::account(const read_report& x) {
  seat_->numbers().add(x);
  auto& row = env_.books.packets;
  if (x.packets > 0)
    batch_->ledger.add(row, x.packets);
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
  auto& numbers = seat_->numbers();
  (is_full ? numbers.flush_full : numbers.flush_timer).Increment();
  batch_->from = seat_->source().kind();
  batch_->arrival_ns = clock().wall_ns();
  if (seat_->forwarder().is_open())
    numbers.forwarded.Increment(
        static_cast<double>(seat_->forwarder().send(*batch_)));
  packet_batch_ptr whole = std::exchange(batch_, nullptr);
  tell_or_drop(shards_[next_shard_], whole);
  next_shard_ = (next_shard_ + 1) % shards_.size();
}

void listener::finish_drain() {
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
