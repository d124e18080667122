#include "tests/pipeline/bodies.hpp"

#include <gtest/gtest.h>

#include "messages/metric/kind.hpp"
#include "proto/intake/agent_payload.pb.h"
#include "tests/unit/actors/serializer/payloads.hpp"

namespace troupe::test {

namespace {

template <class Message>
Message decoded(const fake_request& x) {
  Message result;
  EXPECT_TRUE(result.ParseFromString(plain_body(x))) << x.url;
  return result;
}

template <class List>
std::vector<std::string> strings(const List& xs) {
  return {xs.begin(), xs.end()};
}

} // namespace

std::string plain_body(const fake_request& x) {
  return unpack(x.body, x.header("Content-Encoding"));
}

std::vector<seen_point> points_in(const fake_request& x) {
  std::vector<seen_point> result;
  if (!x.url.ends_with("/api/v2/series"))
    return result;
  auto message = decoded<agent_payload::MetricPayload>(x);
  for (const auto& serie : message.series()) {
    seen_point head;
    head.name = serie.metric();
    head.tags = strings(serie.tags());
    for (const auto& resource : serie.resources())
      if (resource.type() == "host")
        head.host = resource.name();
    head.type = to_string(static_cast<wire_type>(serie.type()));
    head.interval = serie.interval();
    for (const auto& point : serie.points()) {
      head.timestamp = point.timestamp();
      head.value = point.value();
      result.push_back(head);
    }
  }
  return result;
}

std::vector<seen_sketch> sketches_in(const fake_request& x) {
  std::vector<seen_sketch> result;
  if (!x.url.ends_with("/api/beta/sketches"))
    return result;
  auto message = decoded<agent_payload::SketchPayload>(x);
  for (const auto& serie : message.sketches())
    for (const auto& point : serie.dogsketches())
      result.push_back({serie.metric(), strings(serie.tags()), point.ts(),
                        point.cnt(), point.min(), point.max(), point.sum(),
                        point.avg()});
  return result;
}

} // namespace troupe::test
