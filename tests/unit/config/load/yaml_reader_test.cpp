#include "config/load/yaml_reader.hpp"

#include <gtest/gtest.h>

#include "config/load/json_writer.hpp"

namespace troupe {
namespace {

std::string json(std::string_view yaml) {
  auto out = read_yaml(yaml, "f");
  return out ? to_json(**out) : "error: " + out.err().text;
}

TEST(yaml_reader, reads_scalars_lists_and_maps_with_their_lines) {
  auto root = read_yaml("a: 1\nb:\n  - x\n  - \"1\"\nc: {d: ~}\n", "f");
  ASSERT_TRUE(root);
  EXPECT_EQ(to_json(**root), R"({"a":1,"b":["x","1"],"c":{"d":null}})");
  EXPECT_EQ((*root)->find("a")->line, 1);
  EXPECT_EQ((*root)->find("b")->items[1]->line, 4);
}

TEST(yaml_reader, aliases_and_merge_keys_are_values) {
  EXPECT_EQ(json("a: &x [1, 2]\nb: *x\n"), R"({"a":[1,2],"b":[1,2]})");
  EXPECT_EQ(json("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n"),
            R"({"a":{"k":1,"l":2},"b":{"l":3,"k":1}})");
  EXPECT_EQ(json("b: {<<: 1}\n"), "error: f:1:9: << takes one alias of a map");
}

TEST(yaml_reader, a_key_that_stands_twice_names_both_lines) {
  EXPECT_EQ(
      json("a: 1\nb: 2\na: 3\n"),
      "error: f:3:1: key \"a\" stands twice (first on line 1); keep one of "
      "them");
  EXPECT_EQ(
      json("x:\n  A: 1\n  a: 2\n"),
      "error: f:3:3: key \"a\" stands twice (first on line 2); keep one of "
      "them");
}

TEST(yaml_reader, a_tab_is_named_as_such) {
  EXPECT_EQ(json("a:\n\tb: 1\n"),
            "error: f:2:1: a tab indents this line; use spaces");
}

TEST(yaml_reader, broken_text_has_line_and_column_and_no_value) {
  EXPECT_EQ(json("a: [1, 2\nb: sesame"),
            "error: f:2:2: not valid YAML here; check indentation, quotes and "
            "colons");
  auto out = json("api_key: \"0123456789abcdef0123456789abcdef\nb: 1");
  EXPECT_EQ(out.find("0123"), std::string::npos);
  EXPECT_TRUE(out.starts_with("error: f:")) << out;
}

TEST(yaml_reader, a_quoted_text_that_does_not_end_swallows_no_keys) {
  for (auto open : {"a: 'x", "a: \"x", "a: &b 'x"})
    for (auto end : {"", "\n", "\r\n", "\nb: 1\n", "\nb: 1\n\n  \n"})
      EXPECT_TRUE(json(std::string{open} + end).starts_with("error: f:"))
          << open << end;
  EXPECT_EQ(json("a: 'x\n\n  y'\n"), json("a: \"x\\ny\"\n"));
}

TEST(yaml_reader, an_alias_bomb_is_refused_by_its_expanded_size) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    std::string p(1, static_cast<char>(c - 1)), n(1, c);
    bomb += n + ": &" + n + " [*" + p;
    for (int i = 0; i < 9; ++i)
      bomb += ", *" + p;
    bomb += "]\n";
  }
  auto out = json(bomb);
  EXPECT_NE(out.find("more than 100000 values, aliases expanded"),
            std::string::npos)
      << out;
}

TEST(yaml_reader, an_anchor_cannot_hold_itself) {
  EXPECT_EQ(json("a: &x [*x]\n"),
            "error: f:1:8: an alias stands inside its own anchor; write the "
            "values out");
}

TEST(yaml_reader, deep_nesting_is_refused) {
  auto out = json(std::string(65, '['));
  EXPECT_NE(out.find("nested deeper than 64 levels"), std::string::npos) << out;
  auto deeper = json(std::string(100'000, '['));
  EXPECT_TRUE(deeper.starts_with("error: f:")) << deeper;
  EXPECT_EQ(json(std::string(20, '[') + std::string(20, ']')),
            std::string(20, '[') + std::string(20, ']'));
}

TEST(yaml_reader, text_beyond_its_bound_is_not_parsed) {
  EXPECT_EQ(json("a: " + std::string(max_config_bytes, 'x')),
            "error: f: larger than 1048576 bytes; split or shorten it");
}

TEST(yaml_reader, only_one_document_and_no_nul) {
  EXPECT_EQ(json("a: 1\n---\nb: 2\n"),
            "error: f:3: a second document begins; keep one");
  EXPECT_EQ(json(std::string_view{"a: 1\0", 5}),
            "error: f: holds a NUL byte; save it as UTF-8");
  EXPECT_EQ(json("# only a comment\n"), "null");
  EXPECT_EQ(json("---\na: 1\n"), R"({"a":1})");
}

TEST(yaml_reader, a_key_is_a_word) {
  EXPECT_EQ(json("? [a]\n: 1\n"), "error: f:1:3: a key must be a plain word");
}

} // namespace
} // namespace troupe
