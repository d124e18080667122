#include "actors/serializer/event_chain.hpp"

#include <rapidjson/document.h>

#include "runtime/flow/ledger.hpp"
#include "tests/unit/actors/serializer/payloads.hpp"

namespace troupe {

namespace {

class event_chain_test : public ::testing::Test {
protected:
  event_chain_test() {
    options.hostname = "h";
  }

  void send(std::vector<event> items) {
    auto n = items.size();
    event_chain chain{options, *stream, out};
    chain.send(event_batch{std::move(items), ticket{books.events, n}});
  }

  event make(std::string source_type, std::string title, size_t text = 10) {
    event x;
    x.source_type = std::move(source_type);
    x.title = std::move(title);
    x.text = noise(text, ++made);
    return x;
  }

  /// Titles by source type of one payload, each "type:title".
  std::vector<std::string> titles(const payload& x) {
    rapidjson::Document json;
    auto text = unpack(x);
    json.Parse(text.data(), text.size());
    EXPECT_FALSE(json.HasParseError()) << text;
    std::vector<std::string> result;
    if (json.HasParseError())
      return result;
    EXPECT_STREQ(json["apiKey"].GetString(), "");
    EXPECT_STREQ(json["internalHostname"].GetString(), "h");
    for (auto& type : json["events"].GetObject())
      for (auto& item : type.value.GetArray())
        result.push_back(std::string{type.name.GetString()} + ":"
                         + item["msg_title"].GetString());
    return result;
  }

  std::vector<std::string> all_titles() {
    std::vector<std::string> result;
    for (auto& x : kept.items) {
      EXPECT_LE(x->body.size(), options.limits.compressed);
      EXPECT_LE(unpack(*x).size(), options.limits.uncompressed);
      auto some = titles(*x);
      EXPECT_EQ(x->items, some.size());
      result.insert(result.end(), some.begin(), some.end());
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  uint64_t dropped(drop_reason why) {
    return books.events.snapshot().dropped[static_cast<size_t>(why)];
  }

  void expect_settled(uint64_t in, uint64_t out_count) {
    auto row = books.events.snapshot();
    EXPECT_EQ(row.in, in);
    EXPECT_EQ(row.out, out_count);
    EXPECT_EQ(row.balance(), 0);
    EXPECT_EQ(row.resting[0], 0);
    EXPECT_EQ(counters.events_sent.Value(), double(out_count));
    EXPECT_EQ(counters.events_dropped.Value(), double(in - out_count));
  }

  uint32_t made = 0;
  event_chain_options options;
  ledger books;
  metrics registry;
  serializer_counters counters{registry};
  manual_clock clock{1'700'000'000};
  kept_payloads kept;
  outbox out{"", clock, counters, kept.sink()};
  std::unique_ptr<stream_compressor> stream =
      make_compressor(compressor_kind::none, 0);
};

} // namespace

TEST_F(event_chain_test, small_events_are_one_payload_by_source_type) {
  send({make("b", "1"), make("", "2"), make("b", "3"), make("a", "4")});
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(kept.items[0]->kind, payload_kind::events);
  EXPECT_EQ(kept.items[0]->items, 4u);
  EXPECT_EQ(header(*kept.items[0], "Content-Type"), "application/json");
  EXPECT_EQ(titles(*kept.items[0]),
            (std::vector<std::string>{"a:4", "api:2", "b:1", "b:3"}));
  EXPECT_EQ(counters.events_too_big.Value(), 0);
  EXPECT_EQ(counters.events_payloads.Value(), 1);
  EXPECT_EQ(counters.json.calls->Value(), 1);
  expect_settled(4, 4);
}

TEST_F(event_chain_test, one_row_is_cut_between_source_types) {
  options.limits.uncompressed = 1000;
  std::vector<event> xs;
  for (int i = 0; i < 10; ++i)
    xs.push_back(make("type" + std::to_string(i), "t", 200));
  send(xs);
  EXPECT_GT(kept.items.size(), 2u);
  EXPECT_EQ(all_titles().size(), 10u);
  EXPECT_EQ(counters.events_too_big.Value(), 0);
  EXPECT_EQ(counters.json.full->Value(), kept.items.size() - 1.0);
  expect_settled(10, 10);
}

TEST_F(event_chain_test, a_source_type_too_large_is_cut_between_events) {
  options.limits.uncompressed = 1000;
  std::vector<event> xs{make("small", "s")};
  for (int i = 0; i < 10; ++i)
    xs.push_back(make("big", std::to_string(i), 200));
  send(xs);
  EXPECT_EQ(counters.events_too_big.Value(), 1);
  EXPECT_EQ(counters.events_fallback.Value(), 0);
  auto found = all_titles();
  EXPECT_EQ(found.size(), 11u);
  EXPECT_EQ(std::unique(found.begin(), found.end()), found.end());
  expect_settled(11, 11);
}

TEST_F(event_chain_test, an_event_too_large_is_dropped_alone) {
  options.limits.uncompressed = 1000;
  send({make("a", "1"), make("a", "2", 2000), make("a", "3"), make("b", "4")});
  EXPECT_EQ(all_titles(), (std::vector<std::string>{"a:1", "a:3", "b:4"}));
  EXPECT_EQ(dropped(drop_reason::too_large), 1u);
  EXPECT_EQ(counters.too_large.Value(), 1);
  EXPECT_EQ(counters.json.too_large->Value(), 1);
  expect_settled(4, 3);
}

TEST_F(event_chain_test, many_source_types_are_halved_until_they_fit) {
  options.limits.uncompressed = 2000;
  std::vector<event> xs;
  for (int i = 0; i < 101; ++i)
    xs.push_back(make("type" + std::to_string(i), "t", 100));
  xs.push_back(make("type5", "too large", 3000));
  send(xs);
  EXPECT_EQ(counters.events_too_big.Value(), 1);
  EXPECT_EQ(counters.events_fallback.Value(), 1);
  auto found = all_titles();
  EXPECT_EQ(found.size(), 101u);
  EXPECT_EQ(std::unique(found.begin(), found.end()), found.end());
  EXPECT_EQ(dropped(drop_reason::too_large), 1u);
  expect_settled(102, 101);
}

TEST_F(event_chain_test, a_hundred_source_types_are_not_halved) {
  options.limits.uncompressed = 2000;
  std::vector<event> xs;
  for (int i = 0; i < 100; ++i)
    xs.push_back(make("type" + std::to_string(i), "t", 100));
  xs.push_back(make("type5", "too large", 3000));
  send(xs);
  EXPECT_EQ(counters.events_too_big.Value(), 1);
  EXPECT_EQ(counters.events_fallback.Value(), 0);
  EXPECT_EQ(kept.items.size(), 100u);
  expect_settled(101, 100);
}

TEST_F(event_chain_test, packed_bodies_keep_within_the_limit_too) {
  stream = make_compressor(compressor_kind::zstd, 1);
  options.limits.compressed = 3000;
  outbox zstd{"zstd", clock, counters, kept.sink()};
  event_chain chain{options, *stream, zstd};
  std::vector<event> xs;
  for (int i = 0; i < 40; ++i)
    xs.push_back(make(i % 2 ? "a" : "b", std::to_string(i), 500));
  chain.send(event_batch{xs, ticket{books.events, xs.size()}});
  EXPECT_EQ(counters.events_too_big.Value(), 1);
  EXPECT_EQ(all_titles().size(), 40u);
  expect_settled(40, 40);
}

TEST_F(event_chain_test, payloads_that_nobody_takes_are_counted) {
  kept.open = false;
  send({make("a", "1"), make("b", "2")});
  EXPECT_EQ(dropped(drop_reason::actor_down), 2u);
  expect_settled(2, 0);
}

TEST_F(event_chain_test, a_failing_compressor_is_no_item_too_large) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  stream = std::make_unique<shaky_compressor>(plan);
  plan->fail_finish = true;
  send({make("a", "1"), make("b", "2")});
  EXPECT_EQ(counters.events_too_big.Value(), 0);
  EXPECT_GT(counters.compressor_errors.Value(), 0);
  EXPECT_EQ(dropped(drop_reason::encoder_error), 2u);
  expect_settled(2, 0);
}

TEST_F(event_chain_test, one_failure_is_made_good_by_the_next_way) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  stream = std::make_unique<shaky_compressor>(plan);
  plan->writes_left = 2;
  send({make("a", "1"), make("b", "2")});
  EXPECT_EQ(all_titles().size(), 2u);
  expect_settled(2, 2);
}

} // namespace troupe
