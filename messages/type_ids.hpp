#pragma once
/// The one list of what actors say to each other: pointers to immutable
/// values, control structs and atoms. None of it leaves the process through
/// CAF, so all of it is marked "unsafe to serialise" here and nowhere else.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>

#include "messages/control/barrier.hpp"
#include "messages/control/control.hpp"
#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"
#include "messages/http/http_request.hpp"
#include "messages/metric/flush_batch.hpp"
#include "messages/metric/samples.hpp"
#include "messages/metric/window.hpp"
#include "messages/orchestrator/orchestrator.hpp"
#include "messages/packet/packet_batch.hpp"
#include "messages/payload/payload.hpp"

namespace troupe {

// -- data ---------------------------------------------------------------------

using packet_batch_ptr = ref_ptr<const packet_batch>;
using window_closed_ptr = ref_ptr<const window_closed>;
using timed_sample_batch_ptr = ref_ptr<const timed_sample_batch>;
using check_batch_ptr = ref_ptr<const check_batch>;
using event_batch_ptr = ref_ptr<const event_batch>;
using service_check_batch_ptr = ref_ptr<const service_check_batch>;
using flush_batch_ptr = ref_ptr<const flush_batch>;
using payload_ptr = ref_ptr<const payload>;

/// Metadata and manifests have the same shape but not the same path.
struct orchestrator_metadata {
  ref_ptr<const orchestrator_batch> batch;
};
struct orchestrator_manifests {
  ref_ptr<const orchestrator_batch> batch;
};

// -- atoms --------------------------------------------------------------------

/// An owned loop (socket, curl) takes its next turn.
using poll_atom = caf::atom_constant<caf::atom("poll")>;
/// The clock's own pulse.
using pulse_atom = caf::atom_constant<caf::atom("pulse")>;
/// A supervisor starts a child whose backoff is over.
using start_atom = caf::atom_constant<caf::atom("start")>;
/// A supervisor gives up waiting for a child that should have stopped.
using kill_atom = caf::atom_constant<caf::atom("kill")>;
/// A supervisor stops its children in reverse order, then itself.
using stop_atom = caf::atom_constant<caf::atom("stop")>;

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::packet_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::window_closed_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::timed_sample_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::check_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::event_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::service_check_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::flush_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::payload_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::http_request_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::barrier_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::orchestrator_metadata)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::orchestrator_manifests)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::flush_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::close_windows)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::flush_end)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::drain_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::fault_command)
