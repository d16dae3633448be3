// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/libbpf_log.h"

#include <bpf/libbpf.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace trace {
namespace {

int keep_log(libbpf_print_level level, const char* format, va_list args) {
  if (level == LIBBPF_DEBUG) return 0;
  va_list again;
  va_copy(again, args);
  std::string line(static_cast<std::size_t>(std::max(0, std::vsnprintf(nullptr, 0, format, again))) + 1, '\0');
  va_end(again);
  std::vsnprintf(line.data(), line.size(), format, args);
  line.pop_back();
  libbpf_log() += line;
  return 0;
}

}  // namespace

void keep_libbpf_log() {
  libbpf_set_print(keep_log);
}

std::string& libbpf_log() {
  static std::string log;
  return log;
}

std::string failed_program(const std::string& log) {
  static constexpr std::string_view kMark = "prog '";
  const std::size_t failed = log.find("failed to");
  const std::size_t at = log.rfind(kMark, failed == std::string::npos ? log.size() : failed);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + kMark.size();
  return log.substr(begin, log.find('\'', begin) - begin);
}

// The verifier answers "Permission denied" and "Invalid argument" to whatever it does not like; its last line before "processed N insns" says what that was.
std::string why_not_loaded(const std::string& log, int error) {
  std::string why = "the kernel does not load it: " + std::string(std::strerror(error));
  const std::size_t end = log.rfind("\nprocessed ");
  if (end == std::string::npos) return why;
  const std::size_t before = log.rfind('\n', end - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return why + " (verifier: " + log.substr(begin, end - begin) + ")";
}

}  // namespace trace
