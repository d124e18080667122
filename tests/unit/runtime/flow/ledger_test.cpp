#include "runtime/flow/ledger.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(ledger_test, the_rows_are_the_stages_in_the_order_of_the_data) {
  ledger x;
  std::vector<std::string> names;
  for (auto row : x.rows())
    names.push_back(row->name());
  EXPECT_EQ(names, (std::vector<std::string>{
                       "packets", "values", "samples", "points", "events",
                       "service_checks", "orchestrator", "payloads"}));
}

TEST(ledger_test, each_row_is_the_stage_of_its_name) {
  ledger x;
  x.samples.pass(3);
  x.payloads.pass(4);
  EXPECT_EQ(x.rows()[2]->snapshot().in, 3u);
  EXPECT_EQ(x.rows()[7]->snapshot().in, 4u);
  EXPECT_EQ(x.rows()[3]->snapshot().in, 0u);
}

} // namespace
} // namespace troupe
