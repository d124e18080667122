#pragma once
/// An answer of the debug service that comes later, from another thread. The
/// call ends exactly once: by the answer, by the client (gone or out of time),
/// or, when the runtime lost the question, by the last copy of the callback.
///
/// Thread rule: answers come on any thread; the rest is gRPC's.

#include <memory>

#include <grpcpp/support/server_callback.h>

#include "actors/console/debug_backend.hpp"
#include "proto/debug/debug.pb.h"

namespace troupe {

grpc::Status status_of(const error& e);

/// Makes the reactor of one call; `reply` receives the callback.
grpc::ServerUnaryReactor* answer_later(debug::v1::Document* out,
                                       debug_backend::answer& reply);

} // namespace troupe
