// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/process_facts.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>

#include "common/base/text.h"
#include "common/base/unique_fd.h"
#include "common/state/containers.h"

namespace trace {
namespace {

constexpr std::size_t kFileMax = 64 * 1024;
constexpr std::uint64_t kTickNs = 10'000'000;  // USER_HZ is 100 (include/asm-generic/param.h)
constexpr std::size_t kStartField = 20;        // fields after the name and before it

std::string read_proc(pid_t pid, const char* name) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> buffer;
  ssize_t size = 0;
  while (fd && text.size() < kFileMax && (size = ::read(fd.get(), buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return text;
}

std::string executable_of(pid_t pid) {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink(("/proc/" + std::to_string(pid) + "/exe").c_str(), path.data(), path.size());
  return size <= 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(size));
}

}  // namespace

// proc(5): the name, which may have anything in it, ends with the last bracket.
std::optional<std::uint64_t> start_ticks(std::string_view stat) {
  const std::size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto fields = parts_of(stat.substr(name_end + 2), ' ');
  std::uint64_t ticks = 0;
  if (fields.size() < kStartField) return std::nullopt;
  const std::string_view field = fields[kStartField - 1];
  if (std::from_chars(field.data(), field.data() + field.size(), ticks).ec != std::errc()) return std::nullopt;
  return ticks;
}

std::string container_of_cgroups(std::string_view cgroups) {
  for (const std::string_view line : parts_of(cgroups, '\n')) {
    const std::size_t path = line.find('/');
    if (path == std::string_view::npos) continue;
    const ContainerName name = container_of_path(line.substr(path));
    if (!name.id.empty()) return std::string(name.id);
  }
  return {};
}

std::optional<ProcessFacts> facts_of(pid_t pid, std::uint64_t start_ns) {
  if (pid == 0) return std::nullopt;
  ProcessFacts facts{executable_of(pid), container_of_cgroups(read_proc(pid, "cgroup"))};
  if (facts.executable.empty()) return std::nullopt;  // a zombie still has a name and a number
  // Last: so what was read before is of that process.
  if (start_ticks(read_proc(pid, "stat")) != start_ns / kTickNs) return std::nullopt;
  return facts;
}

}  // namespace trace
