// SPDX-License-Identifier: Apache-2.0
#include "collector/run/pipe_readers.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <system_error>

namespace trace {
namespace {

namespace fs = std::filesystem;

struct Pipe {
  dev_t device = 0;
  ino_t inode = 0;
  uid_t owner = 0;
  bool has_name = false;  // a FIFO
  auto operator<=>(const Pipe&) const = default;
};

std::optional<Pipe> pipe_at(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) return std::nullopt;
  struct statfs system {};
  const bool is_nameless = ::statfs(path.c_str(), &system) == 0 && system.f_type == PIPEFS_MAGIC;
  return Pipe{status.st_dev, status.st_ino, status.st_uid, !is_nameless};
}

std::string folder_of(std::uint32_t pid) {
  return "/proc/" + std::to_string(pid);
}

// The value of the line "NAME: VALUE" of a file of /proc.
std::string value_in(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name + ":")) continue;
    const std::size_t begin = line.find_first_not_of(" \t", name.size() + 1);
    return begin == std::string::npos ? std::string() : line.substr(begin);
  }
  return {};
}

std::uint32_t number_in(const std::string& text, int base = 10) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

// flags: of open(2). What only names a file (O_PATH) has the access mode of reading.
bool opens_for_reading(std::uint32_t flags) {
  return (flags & O_ACCMODE) != O_WRONLY && (flags & O_PATH) == 0;
}

bool opens_for_writing(std::uint32_t flags) {
  return (flags & O_ACCMODE) != O_RDONLY && (flags & O_PATH) == 0;
}

std::vector<std::uint32_t> processes() {
  std::vector<std::uint32_t> pids;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    if (const std::uint32_t pid = number_in(at->path().filename().string()); pid != 0) pids.push_back(pid);
  }
  return pids;
}

std::uint32_t parent_of(std::uint32_t pid) {
  return number_in(value_in(folder_of(pid) + "/status", "PPid"));
}

bool has_open(std::uint32_t pid, const Pipe& pipe, bool (*is_so)(std::uint32_t flags)) {
  std::error_code error;
  for (fs::directory_iterator at(folder_of(pid) + "/fd", error), end; !error && at != end; at.increment(error)) {
    if (pipe_at(at->path().string()) != pipe) continue;
    const std::string flags = value_in(folder_of(pid) + "/fdinfo/" + at->path().filename().string(), "flags");
    if (!flags.empty() && is_so(number_in(flags, 8))) return true;
  }
  return false;
}

bool reads(std::uint32_t pid, const Pipe& pipe) {
  return has_open(pid, pipe, opens_for_reading);
}

bool writes(std::uint32_t pid, const Pipe& pipe) {
  return has_open(pid, pipe, opens_for_writing);
}

// This user, root and, of a pipe without a name, who has made it. Whose a process is says its real user: /proc/PID itself is root's if the
// process is not dumpable, and anybody can run a set-user-ID program.
bool is_trusted(std::uint32_t pid, const Pipe& pipe) {
  const std::string users = value_in(folder_of(pid) + "/status", "Uid");
  if (users.empty()) return false;
  const uid_t user = number_in(users);
  return user == 0 || user == ::geteuid() || (!pipe.has_name && user == pipe.owner);
}

// A process that may have made the pipeline that a writer is in, and the session of those it has started for it.
struct Maker {
  std::uint32_t pid = 0;
  pid_t session = 0;
};

// The parent of the writer; and as long as that has the pipe open for writing too, as sudo has and the subshell of `(trace-ebpf; date) | less`,
// its parent. And the writer itself: a shell that has started the reader of `exec trace-ebpf > >(trace-rules)` became it. What it has started as
// a writer runs no code of others when the readers are looked for.
std::vector<Maker> makers_of(std::uint32_t writer, const Pipe& pipe) {
  std::vector<Maker> makers{{writer, ::getsid(static_cast<pid_t>(writer))}};
  for (std::uint32_t child = writer, parent = parent_of(writer); parent != 0;
       child = parent, parent = parent_of(child)) {
    makers.push_back({parent, ::getsid(static_cast<pid_t>(child))});
    if (!writes(parent, pipe)) break;
  }
  return makers;
}

// A process and those that it descends from.
std::set<std::uint32_t> line_of(std::uint32_t pid) {
  std::set<std::uint32_t> line{0};
  for (; line.insert(pid).second;) pid = parent_of(pid);
  return line;
}

// A pipe and by whom it is written.
struct Written {
  Pipe pipe;
  std::set<std::uint32_t> line;  // of the writer
  std::vector<Maker> makers;
};

// Whether one of the makers has started it; or the one that has reads the pipe, too, and was started by one of them.
bool is_of_pipeline(std::uint32_t reader, const Written& written) {
  for (std::uint32_t child = reader, parent = parent_of(reader);; child = parent, parent = parent_of(child)) {
    const pid_t session = ::getsid(static_cast<pid_t>(child));
    const auto has_started_it = [&](const Maker& maker) { return maker.pid == parent && maker.session == session; };
    if (std::any_of(written.makers.begin(), written.makers.end(), has_started_it)) return true;
    if (written.line.contains(parent) || !reads(parent, written.pipe)) return false;
  }
}

}  // namespace

PipeReaders readers_of(std::span<const int> outputs, std::size_t most, std::uint32_t writer) {
  std::vector<Written> pipes;
  const auto add = [&pipes](const std::string& path, std::uint32_t by) {
    const auto pipe = pipe_at(path);
    const auto is_it = [&](const Written& known) { return known.pipe == pipe; };
    if (pipe && std::none_of(pipes.begin(), pipes.end(), is_it))
      pipes.push_back({*pipe, line_of(by), makers_of(by, *pipe)});
  };
  for (const int fd : outputs) add("/proc/self/fd/" + std::to_string(fd), writer);
  PipeReaders found;
  if (pipes.empty()) return found;
  std::set<std::uint32_t> passed_over = line_of(writer);
  const std::vector<std::uint32_t> pids = processes();
  for (std::size_t i = 0; i < pipes.size(); ++i) {
    const Written written = pipes[i];  // add() moves them
    for (const std::uint32_t pid : pids) {
      if (passed_over.contains(pid) || !reads(pid, written.pipe)) continue;
      passed_over.insert(pid);
      const bool is_own = is_trusted(pid, written.pipe) && is_of_pipeline(pid, written);
      std::vector<PipeReader>& those = is_own && found.own.size() < most ? found.own : found.others;
      those.push_back({pid, value_in(folder_of(pid) + "/status", "Name")});
      if (is_own) add(folder_of(pid) + "/fd/1", pid);
    }
  }
  return found;
}

}  // namespace trace
