/* Loaded before the C library: fsync and fdatasync fail as on a broken disk while the file that
   FAILING_SYNC_WHILE names is there. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int sync_by(long call, int file) {
  const char *control = getenv("FAILING_SYNC_WHILE");
  if (control && access(control, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  return (int)syscall(call, file);
}

int fsync(int file) { return sync_by(SYS_fsync, file); }

int fdatasync(int file) { return sync_by(SYS_fdatasync, file); }
