#include "runtime/app/cli/run_cli.hpp"
#include "runtime/app/run.hpp"

int main(int argc, char** argv) {
  return troupe::run_cli(argc, argv, [](const troupe::run_options& options) {
    return static_cast<int>(troupe::run_troupe(options));
  });
}
