#include "actors/intake/store.hpp"

#include <fstream>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/unit/actors/intake/support.hpp"

namespace troupe::local {

namespace {

using namespace std::chrono_literals;

class store_test : public ::testing::Test {
public:
  void open() {
    store_.reset();
    options.path = folder.file();
    auto x = store::open(options);
    ASSERT_TRUE(x) << x.err().text;
    store_ = *std::move(x);
  }

  /// Writes one point of a gauge.
  status put(const std::string& metric, int64_t ts, double value,
             std::vector<std::string> tags = {}) {
    return store_->write(
        now,
        [&](sink& to) {
          serie x;
          x.metric = metric;
          x.tags = tags;
          x.points = {{ts, value}};
          to.add(x);
          return ok();
        },
        counts);
  }

  int64_t number(const std::string& sql) {
    int64_t result = -1;
    EXPECT_TRUE(store_->read([&](database& db) { result = db.number(sql); }));
    return result;
  }

  temp_folder folder;
  store_options options;
  std::unique_ptr<store> store_;
  write_counts counts;
  int64_t now = now_s;
};

TEST_F(store_test, what_is_written_is_there_after_reopening) {
  open();
  ASSERT_TRUE(put("m", now, 1.5, {"b:2", "a:1", "b:2"}));
  EXPECT_EQ(counts.items, 1u);
  EXPECT_EQ(counts.points, 1u);
  open();
  EXPECT_EQ(store_->rows().points, 1);
  EXPECT_EQ(number("SELECT count(*) FROM series WHERE tags='a:1\nb:2'"), 1);
}

TEST_F(store_test, the_file_is_private) {
  open();
  struct stat info {};
  ASSERT_EQ(::stat(folder.file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(store_test, a_link_is_not_followed) {
  std::ofstream{folder.file("victim")} << "precious";
  std::filesystem::create_symlink(folder.file("victim"), folder.file());
  options.path = folder.file();
  EXPECT_FALSE(store::open(options));
}

TEST_F(store_test, a_point_that_comes_twice_replaces_the_first) {
  open();
  ASSERT_TRUE(put("m", now, 1, {"a", "b"}));
  ASSERT_TRUE(put("m", now, 2, {"b", "a"}));
  EXPECT_EQ(store_->rows().points, 1);
  EXPECT_EQ(store_->rows().series, 1);
  EXPECT_EQ(number("SELECT value FROM points"), 2);
}

TEST_F(store_test, a_failed_payload_leaves_nothing) {
  open();
  auto done = store_->write(
      now,
      [&](sink& to) -> status {
        serie x;
        x.metric = "m";
        x.points = {{now, 1}};
        to.add(x);
        return error{errc::bad_input, "broken"};
      },
      counts);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.err().text, "broken");
  EXPECT_EQ(store_->rows().metrics, 0);
  EXPECT_EQ(store_->rows().points, 0);
}

TEST_F(store_test, items_over_a_limit_are_skipped_and_counted) {
  open();
  ASSERT_TRUE(put("", now, 1));
  EXPECT_EQ(counts.skipped[static_cast<size_t>(skip_reason::limit)], 1u);
  ASSERT_TRUE(put(std::string(item_limits::name + 1, 'x'), now, 1));
  ASSERT_TRUE(put("m", now, 1, std::vector<std::string>(1001, "t")));
  ASSERT_TRUE(put("m", now, 1, {std::string(item_limits::tag + 1, 't')}));
  EXPECT_EQ(store_->rows().series, 0);
}

TEST_F(store_test, times_out_of_range_are_skipped_and_counted) {
  open();
  ASSERT_TRUE(put("m", -1, 1));
  ASSERT_TRUE(put("m", now + 86'401, 1));
  EXPECT_EQ(counts.skipped[static_cast<size_t>(skip_reason::time_range)], 1u);
  EXPECT_EQ(store_->rows().points, 0);
  EXPECT_EQ(store_->rows().metrics, 0);
}

// shows: troupe.local_intake.retention
TEST_F(store_test, old_data_goes_with_time) {
  options.retention = 60s;
  open();
  ASSERT_TRUE(put("old", now, 1));
  ASSERT_TRUE(put("new", now + 50, 1));
  auto done = store_->write(
      now,
      [&](sink& to) {
        to.add(event_item{now, "old event", "", "", "", "", "", "", "", {}});
        to.add(check_item{now, "old check", "", "", 0, {}});
        to.add(metadata_item{"host", "h", "{}"});
        serie x;
        x.metric = "old sketch";
        x.type = serie_type::distribution;
        x.sketches = {{now, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};
        to.add(x);
        return ok();
      },
      counts);
  ASSERT_TRUE(done);
  EXPECT_EQ(counts.items, 4u);
  ASSERT_TRUE(store_->prune(now + 60));
  EXPECT_EQ(store_->rows().metrics, 3);
  ASSERT_TRUE(store_->prune(now + 61));
  auto rows = store_->rows();
  EXPECT_EQ(rows.metrics, 1);
  EXPECT_EQ(rows.series, 1);
  EXPECT_EQ(rows.points, 1);
  EXPECT_EQ(rows.sketches, 0);
  EXPECT_EQ(rows.events, 0);
  EXPECT_EQ(rows.check_runs, 0);
  EXPECT_EQ(number("SELECT count(*) FROM metadata"), 0);
}

// shows: troupe.local_intake.max_size
TEST_F(store_test, the_oldest_go_when_the_file_is_full) {
  options.max_size = 1 << 20;
  open();
  auto fill = [&](int64_t from) {
    return store_->write(
        now,
        [&](sink& to) {
          serie x;
          x.metric = "m";
          for (int64_t i = 0; i < 5000; ++i)
            x.points.push_back({from + i, 1});
          to.add(x);
          return ok();
        },
        counts);
  };
  for (int64_t i = 0; i < 20; ++i) {
    auto done = fill(now - 200'000 + i * 5000);
    ASSERT_TRUE(done) << i << ": " << done.err().text;
    ASSERT_TRUE(store_->prune(now - 200'000));
    EXPECT_LE(store_->bytes(), options.max_size);
  }
  EXPECT_EQ(number("SELECT max(ts) FROM points"), now - 200'000 + 99'999);
  EXPECT_GT(number("SELECT min(ts) FROM points"), now - 200'000);
  EXPECT_GT(store_->rows().points, 5000);
}

TEST_F(store_test, freed_room_goes_back_to_the_file_system) {
  options.retention = 60s;
  open();
  ASSERT_TRUE(store_->write(
      now,
      [&](sink& to) {
        for (int i = 0; i < 2000; ++i)
          to.add(event_item{
              now, "t", std::string(2000, 'x'), "", "", "", "", "", "", {}});
        return ok();
      },
      counts));
  auto before = store_->bytes();
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(store_->prune(now + 100));
  EXPECT_LT(store_->bytes(), before / 4);
}

TEST_F(store_test, events_and_checks_are_capped_in_rows) {
  options.max_events = 10;
  options.max_checks = 5;
  open();
  ASSERT_TRUE(store_->write(
      now,
      [&](sink& to) {
        for (int i = 0; i < 30; ++i) {
          to.add(event_item{now + i, "t", "", "", "", "", "", "", "", {}});
          to.add(check_item{now + i, "c", "", "", 0, {}});
        }
        return ok();
      },
      counts));
  ASSERT_TRUE(store_->prune(now));
  EXPECT_EQ(store_->rows().events, 10);
  EXPECT_EQ(store_->rows().check_runs, 5);
  EXPECT_EQ(number("SELECT min(ts) FROM events"), now + 20);
}

TEST_F(store_test, a_damaged_file_is_moved_aside) {
  std::ofstream{folder.file()} << std::string(8192, 'x');
  open();
  EXPECT_EQ(store_->replaced(), 1u);
  ASSERT_TRUE(put("m", now, 1));
  EXPECT_EQ(store_->rows().points, 1);
  EXPECT_TRUE(std::filesystem::exists(folder.file("intake.db.corrupt")));
}

TEST_F(store_test, a_file_that_is_damaged_later_is_moved_aside) {
  open();
  for (int i = 0; i < 200; ++i)
    ASSERT_TRUE(put("metric." + std::to_string(i), now, 1));
  store_.reset(); // the log goes into the file
  {
    std::fstream file{folder.file(),
                      std::ios::in | std::ios::out | std::ios::binary};
    for (int page = 1; page < 8; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\xee');
    }
  }
  open();
  ASSERT_TRUE(put("m", now, 1));
  EXPECT_EQ(store_->replaced(), 1u);
  EXPECT_EQ(store_->rows().points, 1);
}

TEST_F(store_test, a_file_of_another_version_is_moved_aside) {
  open();
  ASSERT_TRUE(
      store_->read([](database& db) { db.exec("PRAGMA user_version=99"); }));
  open();
  EXPECT_EQ(store_->replaced(), 1u);
}

TEST_F(store_test, a_folder_that_is_missing_is_told) {
  options.path = folder.file("nowhere/intake.db");
  auto x = store::open(options);
  ASSERT_FALSE(x);
  EXPECT_EQ(x.err().code, errc::io);
  EXPECT_NE(x.err().text.find("nowhere"), std::string::npos);
}

} // namespace

} // namespace troupe::local
