#include "runtime/base/ref_counted.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

class counted final : public ref_counted {
public:
  explicit counted(int& ends) : ends_(ends) {
  }
  ~counted() override {
    ++ends_;
  }

private:
  int& ends_;
};

TEST(ref_counted_test, the_last_pointer_ends_it) {
  int ends = 0;
  auto a = make_ref<const counted>(ends);
  EXPECT_TRUE(a->unique());
  auto b = a;
  EXPECT_FALSE(a->unique());
  a.reset();
  EXPECT_EQ(ends, 0);
  b.reset();
  EXPECT_EQ(ends, 1);
}

TEST(ref_counted_test, a_copy_has_a_count_of_its_own) {
  int ends = 0;
  auto a = make_ref<counted>(ends);
  auto keep = a;
  auto b = make_ref<counted>(*a);
  EXPECT_TRUE(b->unique());
  b.reset();
  EXPECT_EQ(ends, 1);
  EXPECT_FALSE(a->unique());
}

/// Types with their own storage say what happens at the end.
class kept final : public ref_counted {
public:
  mutable bool ended = false;

private:
  void destroy() const noexcept override {
    ended = true;
  }
};

TEST(ref_counted_test, a_type_may_take_itself_back) {
  kept x;
  { ref_ptr<const kept> pointer{&x}; }
  EXPECT_TRUE(x.ended);
}

} // namespace
} // namespace troupe
