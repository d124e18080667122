#include <map>
#include <vector>

#include "runtime/app/cli/render_parts.hpp"
#include "runtime/app/cli/text_table.hpp"

namespace troupe {

namespace {

/// A handler that takes longer deserves a look.
constexpr int64_t long_ms = 2'000;
constexpr size_t columns = 80;

std::string plural(int64_t n, const std::string& what) {
  return grouped(n) + " " + what + (n == 1 ? "" : "s");
}

class tree_text {
public:
  explicit tree_text(const json_element& doc) {
    for (auto x : list_of(doc, "nodes")) {
      ids_.insert({text_of(x, "id"), true});
      nodes_.push_back(x);
    }
    // A node whose parent is unknown stands at the top.
    for (auto x : nodes_) {
      auto parent = text_of(x, "parent");
      below_[ids_.count(parent) > 0 ? parent : ""].push_back(x);
    }
  }

  std::string print() {
    table_.row({"", "state", "handled", "queue", "restarts"});
    for (auto x : below_[""])
      add(x, "", "");
    return head() + table_.print();
  }

private:
  /// `lead` stands before this node, `rest` before what is below it.
  void add(const json_element& x, const std::string& lead,
           const std::string& rest) {
    auto id = text_of(x, "id");
    table_.row({margin(odd(x)) + lead + id, state_of(x),
                grouped(number_of(x, "handled")),
                grouped(number_of(x, "queue")),
                grouped(number_of(x, "restarts"))});
    auto children = below_.extract(id);
    auto last = children.empty() || children.mapped().empty();
    if (auto why = text_of(x, "last_reason"); !why.empty()) {
      auto before = "  " + rest + (last ? "  " : "| ") + "last: ";
      table_.line(before + shorten(why, columns - before.size()));
    }
    if (last)
      return;
    const auto& row = children.mapped();
    for (size_t i = 0; i < row.size(); ++i) {
      auto end = i + 1 == row.size();
      add(row[i], rest + (end ? "`-- " : "|-- "),
          rest + (end ? "    " : "|   "));
    }
  }

  static bool odd(const json_element& x) {
    return text_of(x, "state") != "running"
           || number_of(x, "busy_ms") > long_ms;
  }

  static std::string state_of(const json_element& x) {
    auto state = text_of(x, "state");
    if (state != "running")
      return state;
    if (auto busy = number_of(x, "busy_ms"); busy > long_ms)
      return "busy for " + duration_text(busy / 1'000);
    return "up " + duration_text(number_of(x, "up_ms") / 1'000);
  }

  std::string head() const {
    int64_t actors = 0, down = 0, restarts = 0;
    for (auto x : nodes_) {
      actors += text_of(x, "kind") == "actor";
      down += text_of(x, "state") != "running";
      restarts += number_of(x, "restarts");
    }
    auto supervisors = static_cast<int64_t>(nodes_.size()) - actors;
    return plural(actors, "actor") + " under "
           + plural(supervisors, "supervisor") + ", " + grouped(down)
           + " not running, " + plural(restarts, "restart") + "\n\n";
  }

  std::map<std::string, bool> ids_;
  std::vector<json_element> nodes_;
  std::map<std::string, std::vector<json_element>> below_;
  text_table table_{"llrrr"};
};

} // namespace

std::string render_tree(const json_element& doc) {
  return tree_text{doc}.print();
}

} // namespace troupe
