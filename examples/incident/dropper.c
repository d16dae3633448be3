// SPDX-License-Identifier: Apache-2.0
// Does, harmlessly, what a dropper does, and within milliseconds: removes its own file, writes a scheduled task, connects to a
// machine (this one), makes that connection its standard input, and ends. run.sh sees to it that /etc/cron.d is another one.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int schedule(const char* path) {
  static const char kTask[] = "* * * * * root /tmp/.cache/updater\n";
  const int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
  return file >= 0 && write(file, kTask, sizeof(kTask) - 1) == sizeof(kTask) - 1 && close(file) == 0 ? 0 : -1;
}

// The other end is a socket of this program, at a port that the kernel chooses.
static int connect_to_loopback(void) {
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  const int connected = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof(address);
  if (listen(listening, 1) != 0 || getsockname(listening, (struct sockaddr*)&address, &size) != 0) return -1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(connected, (struct sockaddr*)&address, size) == 0 ? connected : -1;
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fputs("usage: dropper SCHEDULED-TASK\n", stderr);
    return 2;
  }
  if (unlink(argv[0]) != 0 || schedule(argv[1]) != 0 || dup2(connect_to_loopback(), STDIN_FILENO) != STDIN_FILENO) {
    perror("dropper");
    return 1;
  }
  return 0;
}
