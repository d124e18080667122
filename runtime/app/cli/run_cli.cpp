#include "runtime/app/cli/run_cli.hpp"

#include <cstdio>

#include "actors/console/document_writer.hpp"
#include "config/load/load.hpp"
#include "runtime/app/cli/debug_client.hpp"
#include "runtime/app/cli/render.hpp"
#include "runtime/app/cli/version.hpp"

namespace troupe {

namespace {

exit_code code_of(errc x) {
  switch (x) {
  case errc::unreachable:
    return exit_code::unreachable;
  case errc::denied:
    return exit_code::denied;
  case errc::timeout:
    return exit_code::timeout;
  default:
    return exit_code::failed;
  }
}

int fail(const cli_world& world, const error& e) {
  world.err("troupe: " + e.text + "\n");
  return static_cast<int>(code_of(e.code));
}

/// The same folder that `troupe run` would take.
result<std::string> configured_run_path(const client_options& options) {
  if (!options.run_dir.empty())
    return options.run_dir;
  auto load = process_options();
  load.config_file = options.config_file;
  load.for_client = true;
  auto loaded = load_config(load);
  if (!loaded)
    return error{loaded.err().code,
                 loaded.err().text + "; or name the folder with --run-dir"};
  return loaded->config.host.run_path;
}

/// Answered here, since it must work without a runtime; one that runs and is
/// of another version is named.
int show_version(const client_options& options, const cli_world& world) {
  auto mine = std::string{troupe_version()};
  if (options.json) {
    document_writer out{"version"};
    out.text("version", mine);
    world.out(out.finish() + "\n");
    return 0;
  }
  world.out("troupe " + mine + "\n");
  auto folder = world.run_path(options);
  auto answer = folder ? world.ask(*folder + "/troupe.sock", options)
                       : result<std::string>{folder.err()};
  if (!answer)
    return 0;
  auto theirs = render(client_command::version, *answer);
  if (theirs && *theirs != "troupe " + mine + "\n")
    world.out("the one that runs is " + *theirs);
  return 0;
}

int run_client(const client_options& options, const cli_world& world) {
  if (options.command == client_command::version)
    return show_version(options, world);
  auto folder = world.run_path(options);
  if (!folder)
    return fail(world, folder.err());
  auto answer = world.ask(*folder + "/troupe.sock", options);
  if (!answer)
    return fail(world, answer.err());
  auto text = options.json ? result<std::string>{*answer + "\n"}
                           : render(options.command, *answer);
  if (!text)
    return fail(world, text.err());
  world.out(*text);
  return 0;
}

int say(const last_words& x, const cli_world& world) {
  (x.code == exit_code::ok ? world.out : world.err)(x.text);
  return static_cast<int>(x.code);
}

} // namespace

cli_world real_world() {
  auto print_to = [](std::FILE* to) {
    return [to](const std::string& x) {
      std::fwrite(x.data(), 1, x.size(), to);
      std::fflush(to);
    };
  };
  return {configured_run_path, ask_runtime, print_to(stdout), print_to(stderr)};
}

int run_cli(const std::vector<std::string>& args, const run_function& run,
            const cli_world& world) {
  auto parsed = parse_command_line(args);
  if (auto words = std::get_if<last_words>(&parsed))
    return say(*words, world);
  if (auto options = std::get_if<run_options>(&parsed))
    return run(*options);
  return run_client(std::get<client_options>(parsed), world);
}

int run_cli(int argc, char** argv, const run_function& run) {
  return run_cli({argv + 1, argv + argc}, run, real_world());
}

} // namespace troupe
