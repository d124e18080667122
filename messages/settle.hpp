#pragma once
/// Names the outcome of a data message that could not be handed over: one
/// overload per message that carries ledger units. Messages without units
/// need none.

#include "messages/type_ids.hpp"

namespace troupe {

inline void settle(const packet_batch_ptr& x, drop_reason why) {
  x->ledger.drop(why);
}
inline void settle(const window_closed_ptr& x, drop_reason why) {
  x->samples().drop(why);
}
inline void settle(const timed_sample_batch_ptr& x, drop_reason why) {
  x->samples().drop(why);
}
inline void settle(const check_batch_ptr& x, drop_reason why) {
  x->ledger.drop(why);
}
inline void settle(const event_batch_ptr& x, drop_reason why) {
  x->ledger().drop(why);
}
inline void settle(const service_check_batch_ptr& x, drop_reason why) {
  x->ledger().drop(why);
}
inline void settle(const flush_batch_ptr& x, drop_reason why) {
  x->points().drop(why);
}
inline void settle(const orchestrator_metadata& x, drop_reason why) {
  x.batch->ledger.drop(why);
}
inline void settle(const orchestrator_manifests& x, drop_reason why) {
  x.batch->ledger.drop(why);
}
inline void settle(const http_request_ptr& x, drop_reason) {
  x->answer({503, "application/json", R"({"error":"too busy"})", {}});
}
/// The forwarder enters payloads itself, so one that did not get there has no
/// units: it is counted by its `refused` counter.
inline void settle(const payload_ptr&, drop_reason) {
}

} // namespace troupe
