// SPDX-License-Identifier: Apache-2.0
// Performs one suspicious act, harmlessly: on itself, on its own children, or on files that only it
// sees.
//
//   act NAME             NAME is the signature that should detect it; exit status 0 if the act was
//                        performed
//   act all              every act, each in a process of its own
//   act make-container   makes the cgroup in which acts of containers are performed, so that the
//   act remove-container collector finds it when it starts
//
// Acts on files of the system are performed in a mount namespace of this process in which an empty
// tmpfs lies over the directory, also over /proc, so that the machine is not changed.
#include <arpa/inet.h>
#include <fcntl.h>
#include <mntent.h>
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
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace {

bool closes(int fd) {
  return fd >= 0 && close(fd) == 0;
}

bool run_program(const char* path, std::array<char*, 2> env = {}) {
  const pid_t child = fork();
  if (child == 0) {
    std::array<char*, 4> argv{const_cast<char*>("sh"), const_cast<char*>("-c"), const_cast<char*>(":"), nullptr};
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
    for (;;) pause();
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
  return unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", directory, "tmpfs", 0, nullptr) == 0;
}

// Makes the directories of `path` and writes the file. REQUIRES: its first directory is covered.
bool write_below(std::string path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    mkdir(path.substr(0, at).c_str(), 0755);
  }
  return closes(open(path.c_str(), O_WRONLY | O_CREAT, 0600));
}

// Writes the file of this path in an empty tree of this process's own.
bool modify(const char* path, const char* directory = "/etc") {
  return cover(directory) && write_below(path);
}

bool read_below(const char* path, const char* directory) {
  return modify(path, directory) && closes(open(path, O_RDONLY));
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
  return read_below("/etc/kubernetes/pki/ca.crt", "/etc");
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

bool default_loader_mod() {
  return modify("/usr/lib/trace/ld-trace.so.2", "/usr/lib");
}

// What follows is suspicious in a container only. All that the collector knows one by is the name
// of its cgroup, so that is all there is of this one. Sessions have one each, to run at the same
// time.
std::string container_name() {
  std::array<char, 65> id{};
  std::snprintf(id.data(), id.size(), "%064x", static_cast<unsigned>(getsid(0)));
  return "docker-" + std::string(id.data()) + ".scope";
}

// The hierarchy that the collector tells containers by: cpuset where there is version 1, else 2.
std::string hierarchy() {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"), endmntent);
  std::string v2;
  while (const mntent* entry = mounts ? getmntent(mounts.get()) : nullptr) {
    const std::string_view type = entry->mnt_type;
    if (type == "cgroup" && hasmntopt(entry, "cpuset") != nullptr) return entry->mnt_dir;
    if (type == "cgroup2" && v2.empty()) v2 = entry->mnt_dir;
  }
  return v2;
}

std::string container() {
  return hierarchy() + "/" + container_name();
}

bool make_container() {
  if (mkdir(container().c_str(), 0755) != 0 && errno != EEXIST) return false;
  for (const char* setting : {"/cpuset.cpus", "/cpuset.mems"}) {  // version 1 wants them set
    std::ifstream from(hierarchy() + setting);
    std::ofstream(container() + setting) << from.rdbuf();
  }
  return true;
}

bool remove_container() {
  return rmdir(container().c_str()) == 0;
}

bool enter_container() {
  std::ofstream tasks(container() + "/cgroup.procs");
  return static_cast<bool>(tasks << "0" << std::flush);
}

bool cgroup_notify_on_release() {
  return enter_container() && modify("/run/cgroup/notify_on_release", "/run");
}

bool cgroup_release_agent() {
  return enter_container() && modify("/run/cgroup/release_agent", "/run");
}

bool core_pattern_modification() {
  return enter_container() && modify("/proc/sys/kernel/core_pattern", "/proc");
}

bool docker_abuse() {
  return enter_container() && modify("/run/docker.sock", "/run");
}

bool k8s_service_account_token() {
  return enter_container() && read_below("/run/secrets/kubernetes.io/serviceaccount/token", "/run");
}

bool k8s_api_connection() {
  return enter_container() &&
         run_program("/bin/sh", {const_cast<char*>("KUBERNETES_SERVICE_HOST=127.0.0.1"), nullptr}) &&
         stdio_over_socket();
}

bool proc_kcore_read() {
  return enter_container() && read_below("/proc/kcore", "/proc");
}

bool sched_debug_recon() {
  return enter_container() && read_below("/proc/sched_debug", "/proc");
}

bool system_request_key_mod() {
  return enter_container() && modify("/proc/sysrq-trigger", "/proc");
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
    ACT(default_loader_mod),
    ACT(cgroup_notify_on_release),
    ACT(cgroup_release_agent),
    ACT(core_pattern_modification),
    ACT(docker_abuse),
    ACT(k8s_service_account_token),
    ACT(k8s_api_connection),
    ACT(proc_kcore_read),
    ACT(sched_debug_recon),
    ACT(system_request_key_mod),
#undef ACT
});

bool perform(const Act& act) {
  if (act.perform()) return true;
  std::fprintf(stderr, "act: %s: %s\n", std::string(act.name).c_str(), std::strerror(errno));
  return false;
}

bool perform_all() {
  bool all = true;
  for (const Act& act : kActs) {
    const pid_t child = fork();
    if (child == 0) _exit(perform(act) ? 0 : 1);
    int status = 0;
    all = waitpid(child, &status, 0) == child && status == 0 && all;
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 2 ? argv[1] : "";
  if (name == "all") return perform_all() ? 0 : 1;
  if (name == "make-container") return perform({name, make_container}) ? 0 : 1;
  if (name == "remove-container") return perform({name, remove_container}) ? 0 : 1;
  for (const Act& act : kActs) {
    if (act.name == name) return perform(act) ? 0 : 1;
  }
  std::fputs("usage: act all, act make-container, act remove-container, or act NAME, one of:", stderr);
  for (const Act& act : kActs) std::fprintf(stderr, " %s", std::string(act.name).c_str());
  std::fputs("\n", stderr);
  return 2;
}
