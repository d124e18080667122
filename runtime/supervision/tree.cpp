#include "runtime/supervision/tree.hpp"

#include <algorithm>

#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

actor_stats_ptr supervision_tree::join(const std::string& id,
                                       const std::string& parent,
                                       const std::string& kind,
                                       uint64_t mailbox_limit, bool detached) {
  std::lock_guard guard{mutex_};
  if (auto x = find(id))
    return x->node.stats;
  entry x;
  x.node.id = id;
  x.node.parent = parent;
  x.node.kind = kind;
  x.node.detached = detached;
  x.node.stats = std::make_shared<actor_stats>(id, mailbox_limit);
  entries_.push_back(x);
  return x.node.stats;
}

void supervision_tree::running(const std::string& id,
                               const caf::strong_actor_ptr& handle,
                               int64_t now_ns) {
  std::lock_guard guard{mutex_};
  if (auto x = find(id)) {
    x->node.state = child_state::running;
    x->node.started_ns = now_ns;
    x->handle = handle;
  }
}

void supervision_tree::down(const std::string& id,
                            const caf::strong_actor_ptr& handle,
                            const std::string& reason, bool failed) {
  caf::strong_actor_ptr dropped; // released outside the lock
  std::lock_guard guard{mutex_};
  if (auto x = find(id); x != nullptr && x->handle == handle) {
    x->node.state = child_state::stopped;
    if (failed)
      x->node.last_reason = reason;
    dropped.swap(x->handle);
  }
}

void supervision_tree::set_state(const std::string& id, child_state state) {
  std::lock_guard guard{mutex_};
  if (auto x = find(id))
    x->node.state = state;
}

void supervision_tree::restarted(const std::string& id) {
  std::lock_guard guard{mutex_};
  if (auto x = find(id))
    ++x->node.restarts;
}

std::vector<tree_node> supervision_tree::snapshot() const {
  std::lock_guard guard{mutex_};
  std::vector<tree_node> result;
  result.reserve(entries_.size());
  for (const auto& x : entries_)
    result.push_back(x.node);
  return result;
}

caf::strong_actor_ptr supervision_tree::handle(const std::string& id) const {
  std::lock_guard guard{mutex_};
  auto x = find(id);
  return x != nullptr ? x->handle : nullptr;
}

void supervision_tree::aborted(uint64_t n) {
  std::lock_guard guard{mutex_};
  aborted_ += n;
}

uint64_t supervision_tree::aborted() const {
  std::lock_guard guard{mutex_};
  return aborted_;
}

status supervision_tree::kill(const std::string& id) const {
  auto to = victim(id);
  if (!to)
    return to.err();
  // An exit message of normal priority would wait behind the whole mailbox.
  caf::anon_send<caf::message_priority::high>(
      *to, caf::exit_msg{(*to).address(), caf::exit_reason::kill});
  return ok();
}

status supervision_tree::fault(const std::string& id,
                               const fault_command& what) const {
  auto to = victim(id);
  if (!to)
    return to.err();
  caf::anon_send<caf::message_priority::high>(*to, what);
  return ok();
}

result<caf::actor> supervision_tree::victim(const std::string& id) const {
  std::lock_guard guard{mutex_};
  auto x = find(id);
  if (x == nullptr)
    return error{errc::not_found,
                 "no actor " + id + "; `troupe tree` lists the ids"};
  if (x->node.parent.empty())
    return error{errc::denied,
                 id
                     + " has no supervisor that would restart it; choose "
                       "another actor"};
  if (!x->handle)
    return error{errc::not_found, id + " does not run now; its state is "
                                      + std::string{to_string(x->node.state)}};
  return caf::actor_cast<caf::actor>(x->handle);
}

void supervision_tree::clear_handles() {
  std::vector<caf::strong_actor_ptr> dropped;
  std::lock_guard guard{mutex_};
  for (auto& x : entries_)
    dropped.push_back(std::move(x.handle));
}

supervision_tree::entry* supervision_tree::find(const std::string& id) {
  auto i = std::find_if(entries_.begin(), entries_.end(),
                        [&](const entry& x) { return x.node.id == id; });
  return i == entries_.end() ? nullptr : &*i;
}

const supervision_tree::entry*
supervision_tree::find(const std::string& id) const {
  return const_cast<supervision_tree*>(this)->find(id);
}

} // namespace troupe
