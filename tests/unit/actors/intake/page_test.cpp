#include "actors/intake/page.hpp"

#include <gtest/gtest.h>

namespace troupe::local {

namespace {

std::string header(const http_answer& x, const std::string& name) {
  for (auto& [key, value] : x.headers)
    if (key == name)
      return value;
  return {};
}

TEST(page, the_root_is_the_page_itself) {
  auto x = page_answer("/");
  ASSERT_TRUE(x);
  EXPECT_EQ(x->content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(x->body.starts_with("<!doctype html>"));
  EXPECT_TRUE(x->body.ends_with("</html>\n"));
  EXPECT_FALSE(page_answer("/nothing").has_value());
}

TEST(page, every_file_is_under_a_strict_policy) {
  for (auto path : {"/", "/page.css", "/page.js", "/chart.js", "/icon.svg"}) {
    auto x = page_answer(path);
    ASSERT_TRUE(x) << path;
    auto policy = header(*x, "Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none';")) << path;
    EXPECT_EQ(policy.find("unsafe"), policy.npos);
    EXPECT_EQ(policy.find("http"), policy.npos);
  }
}

TEST(page, nothing_is_loaded_from_elsewhere) {
  for (auto& file : page_files) {
    std::string text{file.bytes};
    EXPECT_EQ(text.find("https:"), text.npos) << file.name;
    // The name of a vocabulary, not an address that is loaded.
    for (size_t at = 0; (at = text.find("http://", at)) != text.npos; ++at)
      EXPECT_EQ(text.substr(at, 18), "http://www.w3.org/") << file.name;
    EXPECT_EQ(text.find("//cdn"), text.npos) << file.name;
  }
}

TEST(page, what_comes_from_outside_is_never_markup) {
  for (auto name : {"/page.js", "/chart.js"}) {
    auto text = page_answer(name)->body;
    for (auto word : {"innerHTML", "outerHTML", "insertAdjacentHTML",
                      "document.write", "eval(", "new Function"})
      EXPECT_EQ(text.find(word), text.npos) << name << ": " << word;
  }
}

TEST(page, inline_code_that_the_policy_forbids_is_not_there) {
  auto text = page_answer("/")->body;
  for (auto word :
       {"<style", "style=\"", "onclick", "onload", "<script>", "javascript:"})
    EXPECT_EQ(text.find(word), text.npos) << word;
}

TEST(page, an_empty_intake_says_how_to_begin) {
  auto text = page_answer("/")->body;
  EXPECT_NE(text.find("printf 'page.views:1|c|#env:dev' | nc -u -w0 "
                      "127.0.0.1 8125"),
            text.npos);
}

} // namespace

} // namespace troupe::local
