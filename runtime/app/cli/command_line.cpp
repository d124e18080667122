#include "runtime/app/cli/command_line.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "config/load/text.hpp"
#include "runtime/app/cli/version.hpp"

namespace troupe {

namespace {

using std::chrono::milliseconds;

struct command_text {
  client_command command;
  const char* word;
  const char* about;
};

constexpr command_text commands[] = {
    {client_command::status, "status",
     "What runs: listeners, endpoints, where to look"},
    {client_command::health, "health", "Which parts can do their work"},
    {client_command::tree, "tree", "The supervision tree, each actor's state"},
    {client_command::ledger, "ledger",
     "What came in, went out, was dropped and why"},
    {client_command::topology, "topology", "Who sends what to whom"},
    {client_command::config, "config",
     "The configuration in use, secrets masked"},
    {client_command::flush, "flush",
     "Flush now; ends when the payloads were tried"},
    {client_command::version, "version", "The version; needs no runtime"},
};

constexpr command_text debug_commands[] = {
    {client_command::kill, "kill", "End an actor as a crash would"},
    {client_command::throw_exception, "throw",
     "Make an actor's next handler throw"},
    {client_command::stall, "stall", "Make an actor not return for a while"},
};

constexpr auto exit_codes =
    "Exit codes: 0 ok, 1 the command failed, 2 usage, 3 no runtime there,"
    "\n4 denied, 5 timeout.";

/// "5", "5s", "250ms"; a bare number counts in `unit`.
std::optional<milliseconds> duration_of(const std::string& word,
                                        milliseconds unit) {
  constexpr int64_t ns_per_ms = 1'000'000;
  constexpr int64_t longest_ms = 86'400'000;
  int64_t ms = 0;
  if (auto bare = text::to_int(word))
    ms = std::clamp<int64_t>(*bare, -1, longest_ms) * unit.count();
  else if (auto ns = text::to_duration(word))
    ms = *ns / ns_per_ms;
  if (ms < 1 || ms > longest_ms)
    return std::nullopt;
  return milliseconds{ms};
}

/// Checks a duration and keeps its milliseconds in `to`.
CLI::callback_t into(milliseconds& to, milliseconds unit) {
  return [&to, unit](const CLI::results_t& words) {
    auto x = duration_of(words.front(), unit);
    if (!x)
      throw CLI::ValidationError{"`" + words.front()
                                 + "` is no duration; use 5s or 250ms, at "
                                   "least 1ms and at most 24h"};
    to = *x;
    return true;
  };
}

class parser {
public:
  parser() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string{"troupe "}
                                           + std::string{troupe_version()});
    app_.footer("`troupe COMMAND --help` tells more. Without an API key, "
                "`troupe run` starts a\nlocal intake and prints the address "
                "of its page.\n"
                + std::string{exit_codes});
    add_run();
    for (const auto& x : commands)
      add_client(app_, x);
    add_debug();
  }

  command_line parse(const std::vector<std::string>& args) {
    if (args.empty())
      return last_words{exit_code::usage, app_.help()};
    if (auto wrong = unknown_word(args))
      return *wrong;
    try {
      app_.parse(std::vector<std::string>{args.rbegin(), args.rend()});
    } catch (const CLI::CallForHelp&) {
      return last_words{exit_code::ok, app_.help()};
    } catch (const CLI::CallForVersion& x) {
      return last_words{exit_code::ok, std::string{x.what()} + "\n"};
    } catch (const CLI::ParseError& x) {
      return last_words{exit_code::usage, complaint(x)};
    }
    if (run_->parsed())
      return run_options_;
    return client_;
  }

private:
  void add_run() {
    run_ = app_.add_subcommand("run", "Start the runtime; Ctrl-C stops it");
    add_places(*run_, run_options_.config_file, run_options_.run_dir);
    CLI::IsMember known{
        {"trace", "debug", "info", "warn", "error", "critical", "off"}};
    auto levels = known.description(""); // the help names them in its own way
    run_->add_flag("--check", run_options_.check,
                   "Check the configuration, print it, do not start");
    run_->add_flag("--enable-debug", run_options_.enable_debug,
                   "Allow `troupe debug` to kill and stall actors");
    run_->add_option("--log-level", run_options_.log_level,
                     "Lowest level that is logged: trace, debug, info,\n"
                     "warn, error, critical or off")
        ->type_name("LEVEL")
        ->check(levels);
    run_->footer("The first SIGTERM or SIGINT drains and ends within 8 s; a "
                 "second cuts it short.\nExit codes: 0 stopped in order, 3 "
                 "the stop took too long, 70 actors were stuck,\n78 the "
                 "configuration cannot be used.");
  }

  CLI::App& add_client(CLI::App& to, const command_text& x) {
    auto command = to.add_subcommand(x.word, x.about);
    add_places(*command, client_.config_file, client_.run_dir);
    command->add_flag("--json", client_.json, "Print the JSON document");
    command
        ->add_option("--timeout", into(client_.timeout, milliseconds{1'000}),
                     "How long to wait for the answer [5s]")
        ->type_name("TIME");
    if (x.command == client_command::ledger)
      command->add_flag("--barrier", client_.barrier,
                        "Read each row as a token passes it");
    command->footer(exit_codes);
    command->callback([this, what = x.command] { client_.command = what; });
    return *command;
  }

  void add_debug() {
    auto debug = app_.add_subcommand(
        "debug", "Hurt an actor (needs `troupe run --enable-debug`)");
    debug->require_subcommand(1);
    for (const auto& x : debug_commands) {
      auto& command = add_client(*debug, x);
      command
          .add_option("actor", client_.actor,
                      "Its id in `troupe tree`, e.g. dogstatsd/0")
          ->required()
          ->type_name("ACTOR");
      if (x.command == client_command::stall)
        command
            .add_option("--for", into(client_.duration, milliseconds{1}),
                        "How long, in milliseconds or e.g. 3s [1000]")
            ->type_name("MS");
    }
  }

  static void add_places(CLI::App& to, std::string& config, std::string& run) {
    to.add_option("-c,--config", config,
                  "Configuration [in /etc/troupe, else the Agent's]")
        ->type_name("FILE");
    to.add_option("--run-dir", run, "Folder of its socket and state [run_path]")
        ->type_name("DIR");
  }

  /// A first word that is no command, with the nearest one.
  static std::optional<last_words>
  unknown_word(const std::vector<std::string>& args) {
    if (args[0] == "debug" && args.size() > 1)
      return suggest(args[1], "debug ", {"kill", "throw", "stall"});
    std::vector<std::string> words{"run", "debug"};
    for (const auto& x : commands)
      words.emplace_back(x.word);
    return suggest(args[0], "", words);
  }

  static std::optional<last_words> suggest(const std::string& word,
                                           const std::string& before,
                                           const std::vector<std::string>& of) {
    if (word.empty() || word[0] == '-'
        || std::find(of.begin(), of.end(), word) != of.end())
      return std::nullopt;
    auto far = [&](const std::string& x) { return text::distance(word, x); };
    auto nearest = *std::min_element(
        of.begin(), of.end(), [&](const auto& a, const auto& b) {
          return std::pair{far(a), a} < std::pair{far(b), b};
        });
    auto said = "troupe: unknown command `" + before + word + "`; ";
    if (far(nearest) <= 3)
      said += "did you mean `" + before + nearest + "`?\n";
    else
      said += "`troupe --help` lists them all\n";
    return last_words{exit_code::usage, said};
  }

  std::string complaint(const CLI::ParseError& x) const {
    std::string words = "troupe";
    const CLI::App* at = &app_;
    for (auto below = at->get_subcommands(); !below.empty();
         below = at->get_subcommands()) {
      at = below.front();
      words += " " + at->get_name();
    }
    return words + ": " + x.what() + "\n`" + words
           + " --help` shows what it takes\n";
  }

  CLI::App app_{"Troupe: supervised actors between your metrics and an intake",
                "troupe"};
  CLI::App* run_ = nullptr;
  run_options run_options_;
  client_options client_;
};

} // namespace

command_line parse_command_line(const std::vector<std::string>& args) {
  return parser{}.parse(args);
}

} // namespace troupe
