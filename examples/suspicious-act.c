// SPDX-License-Identifier: Apache-2.0
// Does, harmlessly, what malware does: looks whether a debugger is attached (anti_debugging), and
// runs a program that is in no file system (fileless_execution): a copy of /bin/true in memory.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int look_for_debugger(void) {
  const pid_t child = fork();  // who has asked once is traced by its parent from then on
  if (child == 0) _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : 1);
  int status = 1;
  return waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

static int run_from_memory(const char* path) {
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  const int memory = memfd_create("dropped", MFD_CLOEXEC);
  struct stat program;
  if (from < 0 || memory < 0 || fstat(from, &program) != 0) return -1;
  if (sendfile(memory, from, NULL, (size_t)program.st_size) != program.st_size) return -1;
  const pid_t child = fork();
  if (child == 0) {
    char* const argv[] = {(char*)path, NULL};
    char* const env[] = {NULL};
    fexecve(memory, argv, env);
    _exit(1);
  }
  int status = 1;
  return waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

int main(void) {
  if (look_for_debugger() != 0 || run_from_memory("/bin/true") != 0) {
    fprintf(stderr, "suspicious-act: %s\n", errno != 0 ? strerror(errno) : "the program in memory did not end well");
    return 1;
  }
  return 0;
}
