#include "config/load/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <stdexcept>
#include <unordered_map>

#include "config/load/text.hpp"

namespace troupe {
namespace {

/// Ends the parse from inside a callback.
struct refusal {
  YAML::Mark mark;
  std::string text;
};

/// Builds nodes from the parser's events.
class builder final : public YAML::EventHandler {
public:
  void OnDocumentStart(const YAML::Mark&) override {
  }
  void OnDocumentEnd() override {
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(mark, anchor, config_node{});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw refusal{mark, "an alias stands inside its own anchor; write the "
                          "values out"};
    count(mark, found->second->weight);
    place(mark, found->second);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor, const std::string& value) override {
    bool plain = tag == "?";
    if (plain
        && (value.empty() || value == "~" || text::lower(value) == "null"))
      return OnNull(mark, anchor);
    leaf(mark, anchor, config_node::scalar_of(value, plain));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, config_node::kind::list);
  }
  void OnSequenceEnd() override {
    close();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&,
                  YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, anchor, config_node::kind::map);
  }
  void OnMapEnd() override {
    close();
  }

  config_node_ptr root;

private:
  struct frame {
    std::shared_ptr<config_node> node;
    YAML::anchor_t anchor = 0;
    YAML::Mark mark;
    /// The key that waits for its value.
    std::string key;
    bool has_key = false;
    /// Keys so far, in lower case, with their lines.
    std::unordered_map<std::string, int> keys;
    config_node_ptr merged;
  };

  void count(const YAML::Mark& mark, size_t weight) {
    total_ += weight;
    if (total_ > max_config_nodes)
      throw refusal{mark,
                    fmt::format("more than {} values, aliases expanded; write "
                                "the values out or split the file",
                                max_config_nodes)};
  }

  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor, config_node x) {
    count(mark, 1);
    x.line = mark.line + 1;
    auto node = std::make_shared<const config_node>(std::move(x));
    if (anchor != 0)
      anchors_[anchor] = node;
    place(mark, node);
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor,
            config_node::kind type) {
    if (stack_.size() >= max_config_depth)
      throw refusal{
          mark, fmt::format("nested deeper than {} levels", max_config_depth)};
    count(mark, 1);
    frame next;
    next.node = std::make_shared<config_node>();
    next.node->type = type;
    next.node->line = mark.line + 1;
    next.anchor = anchor;
    next.mark = mark;
    stack_.push_back(std::move(next));
  }

  void close() {
    frame done = std::move(stack_.back());
    stack_.pop_back();
    if (done.merged)
      merge(*done.node, *done.merged);
    config_node_ptr node = done.node;
    if (done.anchor != 0)
      anchors_[done.anchor] = node;
    place(done.mark, node);
  }

  /// Fields of `<<` stand behind those of the map itself.
  static void merge(config_node& into, const config_node& from) {
    for (const auto& [name, value] : from.fields)
      if (into.find(name) == nullptr)
        into.fields.emplace_back(name, value);
    into.weight += from.weight;
  }

  void place(const YAML::Mark& mark, const config_node_ptr& node) {
    if (stack_.empty()) {
      root = node;
      return;
    }
    frame& top = stack_.back();
    if (top.node->is_list())
      top.node->items.push_back(node);
    else if (!top.has_key)
      return take_key(mark, top, *node);
    else
      take_value(mark, top, node);
    top.node->weight += node->weight;
  }

  static void take_key(const YAML::Mark& mark, frame& top,
                       const config_node& node) {
    if (!node.is_scalar())
      throw refusal{mark, "a key must be a plain word"};
    auto [first, fresh] =
        top.keys.try_emplace(text::lower(node.text), mark.line + 1);
    if (!fresh)
      throw refusal{mark, fmt::format("key {} stands twice (first on line "
                                      "{}); keep one of them",
                                      text::shown(node.text), first->second)};
    top.key = node.text;
    top.has_key = true;
  }

  static void take_value(const YAML::Mark& mark, frame& top,
                         const config_node_ptr& node) {
    top.has_key = false;
    if (top.key != "<<") {
      top.node->fields.emplace_back(std::move(top.key), node);
      return;
    }
    if (!node->is_map() || top.merged)
      throw refusal{mark, "<< takes one alias of a map"};
    top.merged = node;
  }

  std::vector<frame> stack_;
  std::unordered_map<YAML::anchor_t, config_node_ptr> anchors_;
  size_t total_ = 0;
};

error at(std::string_view name, const YAML::Mark& mark, std::string_view text) {
  return {errc::bad_config, fmt::format("{}:{}:{}: {}", name, mark.line + 1,
                                        mark.column + 1, text)};
}

/// What is wrong at `mark`; yaml-cpp's own texts may quote what they met.
error explain(std::string_view text, std::string_view name, YAML::Mark mark) {
  std::string_view line = text;
  for (int i = 0; i < mark.line && line.find('\n') != line.npos; ++i)
    line.remove_prefix(line.find('\n') + 1);
  auto indent = line.substr(0, line.find_first_not_of(" \t"));
  auto tab = indent.find('\t');
  if (tab == std::string_view::npos)
    return at(name, mark,
              "not valid YAML here; check indentation, quotes and colons");
  mark.column = static_cast<int>(tab);
  return at(name, mark, "a tab indents this line; use spaces");
}

} // namespace

result<config_node_ptr> read_yaml(std::string_view text,
                                  std::string_view name) {
  if (text.size() > max_config_bytes)
    return error{errc::bad_config,
                 fmt::format("{}: larger than {} bytes; split or shorten it",
                             name, max_config_bytes)};
  if (text.find('\0') != std::string_view::npos)
    return error{errc::bad_config,
                 fmt::format("{}: holds a NUL byte; save it as UTF-8", name)};
  // A quoted text that does not end is an error only where no line break
  // follows it: yaml-cpp would take all that stands behind it for its content.
  std::istringstream in{
      std::string{text.substr(0, text.find_last_not_of(" \t\r\n") + 1)}};
  builder out;
  try {
    YAML::Parser parser{in};
    parser.HandleNextDocument(out);
    builder second;
    if (out.root && parser.HandleNextDocument(second) && second.root
        && !second.root->is_null())
      return error{errc::bad_config,
                   fmt::format("{}:{}: a second document begins; keep one",
                               name, second.root->line)};
  } catch (const refusal& ex) {
    return at(name, ex.mark, ex.text);
  } catch (const YAML::ParserException& ex) {
    return explain(text, name, ex.mark);
  } catch (const std::exception&) {
    return error{errc::bad_config, fmt::format("{}: not valid YAML", name)};
  }
  if (!out.root)
    out.root = std::make_shared<const config_node>();
  return out.root;
}

} // namespace troupe
