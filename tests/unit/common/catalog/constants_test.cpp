// SPDX-License-Identifier: Apache-2.0
// The names of numbers are held to the headers of the machine that tests, as a C compiler reads them: each name that those have,
// whatever they have it as. Younger names are not in them and are not looked at.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "common/catalog/meaning_text.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr const char* kHeaders = R"(#define _GNU_SOURCE
#include <fcntl.h>
#if defined(__x86_64__)
#include <asm/prctl.h>
#endif
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <linux/close_range.h>
#include <linux/falloc.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/ioprio.h>
#include <linux/kcmp.h>
#include <linux/kexec.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/membarrier.h>
#include <linux/memfd.h>
#include <linux/mempolicy.h>
#include <linux/module.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <linux/prctl.h>
#include <linux/reboot.h>
#include <linux/rseq.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
)";

std::set<std::string> all_names() {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    for (const std::string_view name : meaning_names(static_cast<Meaning>(i))) names.emplace(name);
  }
  return names;
}

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  return text;
}

// A program that prints the numbers of the names.
void write_program(const std::string& path, const std::set<std::string>& names) {
  std::ofstream file(path);
  file << kHeaders << "int main(void)\n{\n";
  for (const std::string& name : names) {
    file << "\tprintf(\"" << name << " %llu\\n\", (unsigned long long)(long long)(" << name << "));\n";
  }
  file << "\treturn 0;\n}\n";
}

// Names that the headers do not have, as the compiler complains of them.
std::set<std::string> undeclared(const std::string& complaints) {
  std::set<std::string> names;
  std::istringstream lines(complaints);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("' undeclared");
    if (at == std::string::npos) continue;
    const std::size_t quote = line.rfind('\'', at - 1);
    names.insert(line.substr(quote + 1, at - quote - 1));
  }
  return names;
}

std::map<std::string, std::uint64_t> numbers_of_headers() {
  const Folder folder;
  const std::string source = folder.file("names.c"), program = folder.file("names");
  std::set<std::string> names = all_names();
  write_program(source, names);
  const std::string compile = "LC_ALL=C cc -w -fmax-errors=0 -o " + program + " " + source + " 2>&1";
  for (const std::string& name : undeclared(output_of(compile))) names.erase(name);
  write_program(source, names);
  const std::string complaints = output_of(compile);
  INFO(complaints);
  std::map<std::string, std::uint64_t> numbers;
  std::istringstream lines(output_of(program));
  std::string name;
  for (std::uint64_t number = 0; lines >> name >> number;) numbers[name] = number;
  CHECK(numbers.size() == names.size());
  return numbers;
}

// What glibc has as another number of 64-bit programs, which need neither.
bool is_otherwise_in_glibc(std::string_view name) {
  return name == "O_LARGEFILE" || name == "F_GETLK64" || name == "F_SETLK64" || name == "F_SETLKW64";
}

// The headers are those of this machine.
bool is_of_another_machine(Meaning meaning) {
  return std::any_of(kMeaningsOn.begin(), kMeaningsOn.end(), [&](const MeaningOn& row) {
    return meaning == (row.architecture == kOwnArchitecture ? row.meaning : row.other);
  });
}

}  // namespace

TEST_CASE("names have the numbers that the system's headers give them", "[catalog]") {
  if (std::system("cc --version > /dev/null 2>&1") != 0) {
    WARN("skipped: there is no C compiler, cc");
    return;
  }
  const auto numbers = numbers_of_headers();
  CHECK(numbers.size() > 1000);
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    const Meaning meaning = static_cast<Meaning>(i);
    if (is_of_another_machine(meaning)) continue;
    for (const std::string_view name : meaning_names(meaning)) {
      const auto theirs = numbers.find(std::string(name));
      if (theirs == numbers.end() || is_otherwise_in_glibc(name)) continue;
      INFO(kMeanings.at(i).name << " " << name);
      const auto ours = parse_meaning(meaning, name);
      REQUIRE(ours);
      // 1 << 31 is negative to C.
      CHECK((*ours == theirs->second || *ours == (theirs->second & 0xffffffff)));
    }
  }
}

}  // namespace trace
