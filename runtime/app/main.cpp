#include <malloc.h>

#include "runtime/app/cli/run_cli.hpp"
#include "runtime/app/run.hpp"

int main(int argc, char** argv) {
  // A heap for each of two dozen threads costs memory and saves nothing: what
  // travels between them travels in whole batches.
  mallopt(M_ARENA_MAX, 2);
  // A window's columns are large and go with each flush: given back at once,
  // they do not leave holes behind.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  mallopt(M_TRIM_THRESHOLD, 512 * 1024);
  return troupe::run_cli(argc, argv, [](const troupe::run_options& options) {
    return static_cast<int>(troupe::run_troupe(options));
  });
}
