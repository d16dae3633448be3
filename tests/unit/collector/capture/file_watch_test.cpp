// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/file_watch.h"

#include <fcntl.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

TEST_CASE("a file that was executed can be read when it is gone") {
  Result<FileWatch> watch = FileWatch::start(FAN_OPEN_EXEC, 0);
  if (!watch) {
    WARN("not tested: " << watch.error().message);
    return;
  }
  watch->mark_all();
  const Folder folder;
  const std::string path = folder.with("script", "#!/bin/true\nsome text");
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl(path.c_str(), path.c_str(), nullptr);
    ::_exit(1);
  }
  ::waitpid(pid, nullptr, 0);
  std::filesystem::remove(path);
  std::vector<HeldFile> ours;
  watch->take([&](HeldFile file) {
    if (file.pid == pid) ours.push_back(std::move(file));
  });
  REQUIRE(ours.size() >= 2);
  CHECK(ours[0].path == path);
  CHECK(ours[0].status.size == 21);
  std::array<char, 64> content{};
  REQUIRE(::pread(ours[0].fd.get(), content.data(), content.size(), 0) == 21);
  CHECK(std::string(content.data()) == "#!/bin/true\nsome text");
  CHECK(ours[1].path.ends_with("/true"));
  CHECK(watch->take_overflows() == 0);
}

TEST_CASE("files that are opened faster than they are taken are left for the next time") {
  Result<FileWatch> watch = FileWatch::start(FAN_OPEN_EXEC, 0);
  if (!watch) {
    WARN("not tested: " << watch.error().message);
    return;
  }
  watch->mark_all();
  const auto execute = [] {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::execl("/bin/true", "true", nullptr);
      ::_exit(1);
    }
    ::waitpid(pid, nullptr, 0);
  };
  execute();
  int taken = 0;
  watch->take([&](const HeldFile&) {
    if (++taken < 10'000) execute();  // two files or more for each
  });
  CHECK(taken > 0);
  CHECK(taken < 10'000);
}

}  // namespace
}  // namespace trace
