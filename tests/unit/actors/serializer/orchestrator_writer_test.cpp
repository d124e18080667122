#include "actors/serializer/orchestrator_writer.hpp"

#include "runtime/flow/ledger.hpp"
#include "tests/unit/actors/serializer/payloads.hpp"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

class orchestrator_writer_test : public ::testing::Test {
protected:
  orchestrator_writer_test() {
    options.hostname = "h";
    options.agent_version = "7.60.0";
  }

  void metadata(std::vector<orchestrator_message> xs) {
    auto n = xs.size();
    orchestrator_writer writer{options, *stream, out};
    writer.send_metadata(orchestrator_batch{"cluster-1", std::move(xs),
                                            ticket{books.orchestrator, n}});
  }

  uint64_t dropped(drop_reason why) {
    return books.orchestrator.snapshot().dropped[static_cast<size_t>(why)];
  }

  serializer_options options;
  ledger books;
  metrics registry;
  serializer_counters counters{registry};
  manual_clock clock{1'700'000'000};
  kept_payloads kept;
  outbox out{"zstd", clock, counters, kept.sink()};
  std::unique_ptr<stream_compressor> stream =
      make_compressor(compressor_kind::zstd, 1);
};

} // namespace

TEST_F(orchestrator_writer_test, each_message_is_a_framed_payload) {
  metadata({{41, "pod body"}, {45, "node body"}});
  ASSERT_EQ(kept.items.size(), 2u);
  auto& x = *kept.items[0];
  EXPECT_EQ(x.kind, payload_kind::orchestrator);
  EXPECT_EQ(x.items, 1u);
  EXPECT_EQ(to_hex(x.body.substr(0, 16)), "03042900000000000000000000000000");
  EXPECT_EQ(unpack_zstd(x.body.substr(16)), "pod body");
  EXPECT_EQ(to_hex(kept.items[1]->body.substr(0, 4)), "03042d00");
  EXPECT_EQ(unpack_zstd(kept.items[1]->body.substr(16)), "node body");
  header_list expected{{"Content-Type", "application/x-protobuf"},
                       {"X-Dd-Hostname", "h"},
                       {"X-Dd-Orchestrator-ClusterID", "cluster-1"},
                       {"X-DD-Agent-Timestamp", "1700000000"},
                       {"DD-EVP-ORIGIN", "agent"},
                       {"DD-EVP-ORIGIN-VERSION", "7.60.0"}};
  EXPECT_EQ(x.headers, expected);
  EXPECT_EQ(books.orchestrator.snapshot().out, 2u);
}

TEST_F(orchestrator_writer_test, without_zstd_the_body_stays_plain) {
  stream = make_compressor(compressor_kind::zlib, 1);
  metadata({{41, "pod body"}});
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(to_hex(kept.items[0]->body.substr(0, 16)),
            "03002900000000000000000000000000");
  EXPECT_EQ(kept.items[0]->body.substr(16), "pod body");
}

// shows: orchestrator_explorer.use_legacy_endpoint
TEST_F(orchestrator_writer_test, the_old_path_is_for_metadata_only) {
  options.orchestrator.use_legacy_endpoint = true;
  metadata({{41, "x"}});
  orchestrator_writer writer{options, *stream, out};
  writer.send_manifests(orchestrator_batch{
      "c", {{80, "manifest"}}, ticket{books.orchestrator, 1}});
  ASSERT_EQ(kept.items.size(), 2u);
  EXPECT_EQ(route(kept.items[0]->kind), "/api/v1/orchestrator");
  EXPECT_EQ(route(kept.items[1]->kind), "/api/v2/orchmanif");
  EXPECT_EQ(books.orchestrator.snapshot().out, 2u);
}

// shows: orchestrator_explorer.enabled
TEST_F(orchestrator_writer_test, what_is_switched_off_is_dropped) {
  options.orchestrator.enabled = false;
  metadata({{41, "x"}, {42, "y"}});
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(dropped(drop_reason::disabled), 2u);
}

TEST_F(orchestrator_writer_test, a_bad_message_does_not_stop_the_next) {
  metadata({{0, "no type"},
            {41, ""},
            {41, std::string(orchestrator_writer::message_limit + 1, 'x')},
            {41, std::string(orchestrator_writer::message_limit, 'x')}});
  EXPECT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(dropped(drop_reason::encoder_error), 2u);
  EXPECT_EQ(dropped(drop_reason::too_large), 1u);
  EXPECT_EQ(counters.too_large.Value(), 1);
  EXPECT_EQ(books.orchestrator.snapshot().balance(), 0);
}

TEST_F(orchestrator_writer_test, payloads_that_nobody_takes_are_counted) {
  kept.open = false;
  metadata({{41, "x"}});
  EXPECT_EQ(dropped(drop_reason::actor_down), 1u);
}

} // namespace troupe
