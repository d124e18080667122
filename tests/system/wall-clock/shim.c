/* Moves the wall clock of one process by what a file says; steady time and
   other processes stay as they are. The file holds a long: nanoseconds are
   left alone, seconds are added. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long *shift;

__attribute__((constructor)) static void begin(void) {
  int fd = open(getenv("CLOCK_SHIFT_FILE"), O_RDONLY | O_CLOEXEC);
  void *at = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (at == MAP_FAILED)
    abort();
  shift = at;
}

int clock_gettime(clockid_t id, struct timespec *to) {
  long result = syscall(SYS_clock_gettime, id, to);
  if (result == 0 && id == CLOCK_REALTIME && shift)
    to->tv_sec += *shift;
  return (int)result;
}
