#include "proto/dogstatsd/plain_metric.hpp"

#include <cstring>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "proto/dogstatsd/lines.hpp"

namespace troupe::dsd {
namespace {

/// Where the short parser answers, the long one has to say the same.
bool agrees(const std::string& packet, bool& answered, bool newline = true) {
  // A copy of its own size, so that a read beyond it is seen.
  std::unique_ptr<char[]> copy{new char[packet.size()]};
  std::memcpy(copy.get(), packet.data(), packet.size());
  std::string_view bytes{copy.get(), packet.size()};
  metric_line fast, slow;
  auto next = parse_plain_metric(bytes, newline, fast);
  answered = next != nullptr;
  if (!answered)
    return fast.name.empty() && fast.value == 0 && fast.tags.empty();
  line_reader lines{bytes, newline};
  std::string_view line;
  std::vector<double> values;
  return lines.next(line) && lines.rest().data() == next
         && classify(line) == message_class::metric
         && parse_metric(line, {}, slow, values) && fast.name == slow.name
         && fast.raw_value == slow.raw_value && fast.tags == slow.tags
         && fast.type == slow.type && slow.value_count == 1 && values.empty()
         && (fast.type == metric_type::set || fast.value == slow.value)
         && slow.sample_rate == 1 && slow.timestamp == 0;
}

TEST(plain_metric, answers_the_common_lines) {
  for (auto text :
       {"a:1|c\n", "a.b.c.d.e.f.g.h.i.j:1|c\nrest", "a:-1.5|g\n", "a:.5|h\n",
        "a:5.|d\n", "a:12345678901234|ms\n", "a:1|s|#x,y\n", "a:1|c|#\n",
        "a:0.0000000000001|g\n", "a:1|c|#a:b,c:d,e:f,g:h,i:j\n"}) {
    bool answered = false;
    EXPECT_TRUE(agrees(text, answered)) << text;
    EXPECT_TRUE(answered) << text;
  }
}

TEST(plain_metric, takes_the_end_of_a_packet_for_a_newline_unless_required) {
  for (auto text : {"a:1|c", "a:1|ms", "a:1|c|#", "a:1|g|#x,y"}) {
    bool answered = false;
    EXPECT_TRUE(agrees(text, answered, false)) << text;
    EXPECT_TRUE(answered) << text;
    EXPECT_TRUE(agrees(text, answered, true)) << text;
    EXPECT_FALSE(answered) << text;
  }
  for (auto text :
       {"a:1|c\r", "a:1|c|#x\r", "a:1|m", "a:1|", "a:1|c|", "a:1"}) {
    bool answered = true;
    EXPECT_TRUE(agrees(text, answered, false)) << text;
    EXPECT_FALSE(answered) << text;
  }
}

TEST(plain_metric, leaves_everything_else_to_the_long_parser) {
  for (auto text : {"",
                    "\n",
                    "a",
                    "a\n",
                    "a:1|c",
                    "a:1|c|#x",
                    "a:1|c\r\n",
                    "a:1|c|#x\r\n",
                    "a:1|c|@0.5\n",
                    "a:1|c|#x|@0.5\n",
                    "a:1:2|c\n",
                    "a:x|c\n",
                    "a:1e3|c\n",
                    "a:123456789012345|c\n",
                    "a:0.123456789012345|c\n",
                    ":1|c\n",
                    "a|c:1\n",
                    "a\n:1|c\n",
                    "a:1\n|c\n",
                    "a:1|x\n",
                    "a:1|m\n",
                    "a:1|cc\n",
                    "a:1|c|\n",
                    "a:1|c|x\n",
                    "a:-|c\n",
                    "a:.|c\n",
                    "a:|c\n",
                    "_sc|a:1|c\n",
                    "_e{1,1}:1|c\n",
                    "_x:1|c\n",
                    "a:--1|c\n",
                    "a:1|ms",
                    "a:1|c|#x\r",
                    "a:1|mx\n"}) {
    bool answered = true;
    EXPECT_TRUE(agrees(text, answered)) << text;
    EXPECT_FALSE(answered) << text;
  }
}

TEST(plain_metric, agrees_with_the_long_parser_on_random_lines) {
  std::mt19937_64 random{1};
  constexpr std::string_view names[] = {"a", "name.of.a.metric", "_a", "n-1"};
  constexpr std::string_view values[] = {"1",   "-2.5", "0", "99999", ".5",
                                         "1e2", "7.",   "x", "00012"};
  constexpr std::string_view types[] = {"c", "g", "ms", "h", "d", "s", "m"};
  constexpr std::string_view ends[] = {"",   "|#a", "|#tag:value,other:value",
                                       "|#", "|@1", "|#a|c:1"};
  constexpr std::string_view junk[] = {":",  "|", "#", "\r",
                                       "\n", "1", "_", "."};
  auto one_of = [&](auto& from) {
    return std::string{from[random() % std::size(from)]};
  };
  uint64_t answers = 0;
  for (int i = 0; i < 100'000; ++i) {
    auto text = one_of(names) + ":" + one_of(values) + "|" + one_of(types)
                + one_of(ends) + "\n";
    if (random() % 3 == 0)
      text.insert(random() % text.size(), one_of(junk));
    if (random() % 10 == 0)
      text.resize(random() % text.size());
    bool answered = false;
    ASSERT_TRUE(agrees(text, answered, i % 2 == 0)) << text;
    answers += answered;
  }
  EXPECT_GT(answers, 20'000u);
}

} // namespace
} // namespace troupe::dsd
