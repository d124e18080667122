#include "actors/serializer/outbox.hpp"

namespace troupe {

namespace {

bool is_protobuf(payload_kind x) {
  return x == payload_kind::series_v2 || x == payload_kind::sketches;
}

/// Framed bodies say in their frame how they are compressed.
bool is_framed(payload_kind x) {
  return x == payload_kind::orchestrator
         || x == payload_kind::orchestrator_legacy
         || x == payload_kind::manifests;
}

} // namespace

outbox::outbox(std::string encoding, const clock_source& clock,
               serializer_counters& counters, payload_sink sink)
    : encoding_(std::move(encoding)),
      clock_(clock),
      counters_(counters),
      sink_(std::move(sink)) {
}

header_list outbox::headers_of(payload_kind kind) const {
  header_list result;
  auto json = !is_protobuf(kind) && !is_framed(kind);
  result.emplace_back("Content-Type",
                      json ? "application/json" : "application/x-protobuf");
  if (!encoding_.empty() && !is_framed(kind))
    result.emplace_back("Content-Encoding", encoding_);
  if (is_protobuf(kind))
    result.emplace_back("DD-Agent-Payload", agent_payload_version);
  return result;
}

bool outbox::send(payload_kind kind, finished_body body, header_list more) {
  auto made = make_ref<payload>();
  made->kind = kind;
  made->headers = headers_of(kind);
  for (auto& header : more)
    made->headers.push_back(std::move(header));
  made->items = body.items;
  made->points = body.points;
  made->created_ns = clock_.wall_ns();
  // Old facts about the host are of no use; new ones come soon enough.
  if (kind == payload_kind::host_metadata) {
    made->priority = payload_priority::high;
    made->storable = false;
  }
  auto size = body.bytes.size();
  made->body = std::move(body.bytes);
  if (!sink_(ref_ptr<const payload>{made}))
    return false;
  auto i = static_cast<size_t>(kind);
  counters_.payloads[i]->Increment();
  counters_.payload_bytes[i]->Increment(static_cast<double>(size));
  return true;
}

} // namespace troupe
