// SPDX-License-Identifier: Apache-2.0
#include "collector/run/pipe_readers.h"

#include <fcntl.h>
#include <sys/stat.h>
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
  auto operator<=>(const Pipe&) const = default;
};

std::optional<Pipe> pipe_at(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) return std::nullopt;
  return Pipe{status.st_dev, status.st_ino, status.st_uid};
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

std::vector<std::uint32_t> processes() {
  std::vector<std::uint32_t> pids;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    if (const std::uint32_t pid = number_in(at->path().filename().string()); pid != 0) pids.push_back(pid);
  }
  return pids;
}

// Whoever may open a FIFO could make himself invisible by reading from it; its owner, this process's user and root are trusted. Whose
// a process is says its real user: /proc/PID itself is root's if the process is not dumpable, and anybody can run a set-user-ID program.
bool is_trusted(std::uint32_t pid, const Pipe& pipe) {
  const std::string users = value_in(folder_of(pid) + "/status", "Uid");
  if (users.empty()) return false;
  const uid_t user = number_in(users);
  return user == 0 || user == ::geteuid() || user == pipe.owner;
}

bool reads(std::uint32_t pid, const Pipe& pipe) {
  std::error_code error;
  for (fs::directory_iterator at(folder_of(pid) + "/fd", error), end; !error && at != end; at.increment(error)) {
    if (pipe_at(at->path().string()) != pipe) continue;
    const std::string flags = value_in(folder_of(pid) + "/fdinfo/" + at->path().filename().string(), "flags");
    if (!flags.empty() && opens_for_reading(number_in(flags, 8))) return true;
  }
  return false;
}

// This process and those that it descends from.
std::set<std::uint32_t> own_line() {
  std::set<std::uint32_t> line{0};
  for (auto pid = static_cast<std::uint32_t>(::getpid()); line.insert(pid).second;) {
    pid = number_in(value_in(folder_of(pid) + "/status", "PPid"));
  }
  return line;
}

}  // namespace

std::vector<PipeReader> readers_of(std::span<const int> outputs, std::size_t most) {
  std::vector<Pipe> pipes;
  for (const int fd : outputs) {
    if (const auto pipe = pipe_at("/proc/self/fd/" + std::to_string(fd))) pipes.push_back(*pipe);
  }
  std::vector<PipeReader> found;
  if (pipes.empty()) return found;
  std::set<std::uint32_t> passed_over = own_line();
  const std::vector<std::uint32_t> pids = processes();
  for (std::size_t i = 0; i < pipes.size(); ++i) {
    for (const std::uint32_t pid : pids) {
      if (found.size() == most || passed_over.contains(pid) || !is_trusted(pid, pipes[i]) || !reads(pid, pipes[i]))
        continue;
      passed_over.insert(pid);
      found.push_back({pid, value_in(folder_of(pid) + "/status", "Name")});
      const auto next = pipe_at(folder_of(pid) + "/fd/1");
      if (next && std::find(pipes.begin(), pipes.end(), *next) == pipes.end()) pipes.push_back(*next);
    }
  }
  return found;
}

}  // namespace trace
