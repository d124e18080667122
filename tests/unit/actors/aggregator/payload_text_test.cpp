#include "actors/aggregator/payload_text.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

TEST(payload_text_test, a_serie_shows_its_identity_and_points) {
  serie x{context_of("req", metric_kind::histogram, {"env:dev", "a:b"}, "web"),
          intern_suffix(".max"),
          wire_type::gauge,
          10,
          {{100, 1.5}, {110, 2}}};
  EXPECT_EQ(text_of(x),
            "req.max gauge host=web tags=[a:b,env:dev] 100:1.5 110:2");
}

TEST(payload_text_test, an_agents_own_host_is_said_so) {
  serie x{context_of("m", metric_kind::gauge),
          nullptr,
          wire_type::gauge,
          10,
          {{100, 1}}};
  EXPECT_EQ(text_of(x), "m gauge host=(agent) tags=[] 100:1");
}

TEST(payload_text_test, a_sketch_shows_its_summary) {
  sketch_serie x{context_of("d", metric_kind::distribution), {}};
  x.points.push_back({100, {}});
  x.points[0].value.insert(2);
  x.points[0].value.insert(3);
  EXPECT_EQ(text_of(x), "d sketch host=(agent) tags=[] 100:count=2,sum=5");
}

TEST(payload_text_test, events_and_checks_show_what_they_say) {
  event e;
  e.title = "deploy";
  e.text = "done";
  e.timestamp = 7;
  e.host = "web";
  e.tags = {"a", "b"};
  EXPECT_EQ(text_of(e), "deploy at 7 host=web tags=[a,b]: done");
  service_check c;
  c.name = "db.up";
  c.status = check_status::critical;
  c.timestamp = 8;
  c.message = "no answer";
  EXPECT_EQ(text_of(c), "db.up status=2 at 8 host= tags=[]: no answer");
}

} // namespace
} // namespace troupe
