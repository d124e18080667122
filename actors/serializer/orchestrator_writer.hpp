#pragma once
/// Orchestrator metadata and manifests: each message is a payload of its own,
/// behind the frame of process-style messages.
///
/// Bounds: 10,000,000 bytes per message, as the Agent's collectors hold.
/// Thread rule: one owner. Every call settles all it was given.

#include <optional>

#include "actors/serializer/outbox.hpp"
#include "actors/serializer/serializer_options.hpp"
#include "messages/orchestrator/orchestrator.hpp"

namespace troupe {

class orchestrator_writer {
public:
  static constexpr size_t message_limit = 10'000'000;

  /// Messages are compressed when `compressor` is one for zstd; the frame
  /// knows no other kind.
  orchestrator_writer(const serializer_options& options,
                      stream_compressor& compressor, outbox& out);

  void send_metadata(const orchestrator_batch& batch);
  void send_manifests(const orchestrator_batch& batch);

private:
  void send(const orchestrator_batch& batch, payload_kind kind);
  std::optional<std::string> encode(const orchestrator_message& x);
  header_list headers(const std::string& cluster_id) const;

  orchestrator_config config_;
  std::string hostname_;
  std::string agent_version_;
  stream_compressor& compressor_;
  outbox& out_;
};

} // namespace troupe
