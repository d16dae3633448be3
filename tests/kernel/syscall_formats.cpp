// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/syscall_formats.h"

#include <sys/mount.h>

#include <cctype>
#include <filesystem>
#include <fstream>

#include "tests/kernel/child.h"

namespace trace::kernel_tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "sys_enter_";

// "\tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;". Fields that are no arguments: the number, common_* and
// copies of texts, which newer kernels add.
bool parse_field(std::string_view line, KernelArgument& argument) {
  constexpr std::string_view kKey = "field:";
  const std::size_t begin = line.find(kKey);
  if (begin == line.npos) return false;
  std::string_view declared = line.substr(begin + kKey.size());
  declared = declared.substr(0, declared.find(';'));
  std::size_t name = declared.size();
  while (name > 0 && (std::isalnum(static_cast<unsigned char>(declared[name - 1])) != 0 || declared[name - 1] == '_')) {
    --name;
  }
  argument = {std::string(declared.substr(0, name)), std::string(declared.substr(name))};
  return !argument.name.starts_with("common_") && argument.name != "__syscall_nr" &&
         !declared.starts_with("__data_loc");
}

SyscallFormats read_folder(const std::string& folder) {
  SyscallFormats formats;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(kPrefix)) continue;
    std::ifstream file(entry.path() / "format");
    auto& arguments = formats[name.substr(kPrefix.size())];
    KernelArgument argument;
    for (std::string line; std::getline(file, line);) {
      if (parse_field(line, argument)) arguments.push_back(argument);
    }
  }
  return formats;
}

}  // namespace

SyscallFormats read_syscall_formats() {
  SyscallFormats formats = read_folder("/sys/kernel/tracing/events/syscalls");
  if (!formats.empty()) return formats;
  const TempDir folder;
  if (mount("tracefs", folder.path().c_str(), "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) return {};
  formats = read_folder(folder.file("events/syscalls"));
  umount2(folder.path().c_str(), MNT_DETACH);
  return formats;
}

}  // namespace trace::kernel_tests
