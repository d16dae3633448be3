// SPDX-License-Identifier: Apache-2.0
// Performs one suspicious act, harmlessly: on itself, on its own children, or on files that only it
// sees.
//
//   act NAME      NAME is the signature that should detect it; exit status 0 if the act was
//   performed
//
// Acts on files of the system are performed in a mount namespace of this process in which an empty
// tmpfs lies over the directory, so that the machine is not changed.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

namespace {

bool closes(int fd) {
  return fd >= 0 && close(fd) == 0;
}

bool run_program(const char* path, std::array<char*, 2> env = {}) {
  const pid_t child = fork();
  if (child == 0) {
    std::array<char*, 4> argv{const_cast<char*>("sh"), const_cast<char*>("-c"),
                              const_cast<char*>(":"), nullptr};
    execve(path, argv.data(), env.data());
    _exit(127);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

// A child that waits to be acted upon; ended when this goes out of scope.
class Victim {
 public:
  Victim() : pid_(fork()) {
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
      pause();
  }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;
  ~Victim() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }
  std::string mem() const { return "/proc/" + std::to_string(pid_) + "/mem"; }

 private:
  pid_t pid_;
};

long word = 0;  // the same address in every child

// Covers `directory` by an empty tmpfs that this process alone sees.
bool cover(const char* directory) {
  return unshare(CLONE_NEWNS) == 0 &&
         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", directory, "tmpfs", 0, nullptr) == 0;
}

// Makes the directories of `path` and writes the file. REQUIRES: its first directory is covered.
bool write_below(std::string path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    mkdir(path.substr(0, at).c_str(), 0755);
  }
  return closes(open(path.c_str(), O_WRONLY | O_CREAT, 0600));
}

bool modify(const char* path) {
  return cover("/etc") && write_below(path);
}

bool anti_debugging() {
  return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0;
}

bool ptrace_code_injection() {
  const Victim victim;
  if (ptrace(PTRACE_ATTACH, victim.pid(), nullptr, nullptr) != 0) return false;
  waitpid(victim.pid(), nullptr, 0);
  return ptrace(PTRACE_POKETEXT, victim.pid(), &word, 1L) == 0;
}

bool proc_mem_access() {
  return closes(open(Victim().mem().c_str(), O_RDONLY));
}

bool proc_mem_code_injection() {
  return closes(open(Victim().mem().c_str(), O_WRONLY));
}

bool process_vm_write_inject() {
  const Victim victim;
  const iovec where{&word, sizeof(word)};
  return process_vm_writev(victim.pid(), &where, 1, &where, 1, 0) == sizeof(word);
}

bool ld_preload() {
  return run_program("/bin/sh", {const_cast<char*>("LD_PRELOAD=/nonexistent/trace.so"), nullptr});
}

bool aslr_inspection() {
  return closes(open("/proc/sys/kernel/randomize_va_space", O_RDONLY));
}

bool stdio_over_socket() {
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(server, generic, size) != 0 || listen(server, 1) != 0) return false;
  if (getsockname(server, generic, &size) != 0) return false;
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  return connect(client, generic, size) == 0 && dup2(client, STDIN_FILENO) == STDIN_FILENO;
}

bool fileless_execution() {
  const int program = memfd_create("fileless", 0);
  const int source = open("/bin/sh", O_RDONLY);
  std::array<char, 65536> block{};
  for (ssize_t size = 0; (size = read(source, block.data(), block.size())) > 0;) {
    if (write(program, block.data(), static_cast<std::size_t>(size)) != size) return false;
  }
  return run_program(("/proc/self/fd/" + std::to_string(program)).c_str());
}

bool illegitimate_shell() {
  return prctl(PR_SET_NAME, "nginx") == 0 && run_program("/bin/sh");
}

bool k8s_cert_theft() {
  return modify("/etc/kubernetes/pki/ca.crt") &&
         closes(open("/etc/kubernetes/pki/ca.crt", O_RDONLY));
}

bool sudoers_modification() {
  return modify("/etc/sudoers.d/trace");
}

bool scheduled_task_mod() {
  return modify("/etc/cron.d/trace");
}

bool rcd_modification() {
  return modify("/etc/rc.local");
}

struct Act {
  std::string_view name;
  bool (*perform)();
};

constexpr auto kActs = std::to_array<Act>({
#define ACT(name) {#name, name}
    ACT(anti_debugging),
    ACT(ptrace_code_injection),
    ACT(proc_mem_access),
    ACT(proc_mem_code_injection),
    ACT(process_vm_write_inject),
    ACT(ld_preload),
    ACT(sudoers_modification),
    ACT(scheduled_task_mod),
    ACT(rcd_modification),
    ACT(aslr_inspection),
    ACT(stdio_over_socket),
    ACT(fileless_execution),
    ACT(illegitimate_shell),
    ACT(k8s_cert_theft),
#undef ACT
});

}  // namespace

int main(int argc, char** argv) {
  for (const Act& act : kActs) {
    if (argc != 2 || act.name != argv[1]) continue;
    if (act.perform()) return 0;
    std::fprintf(stderr, "act: %s: %s\n", argv[1], std::strerror(errno));
    return 1;
  }
  std::fputs("usage: act NAME, one of:", stderr);
  for (const Act& act : kActs)
    std::fprintf(stderr, " %s", std::string(act.name).c_str());
  std::fputs("\n", stderr);
  return 2;
}
