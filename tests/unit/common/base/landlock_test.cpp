// SPDX-License-Identifier: Apache-2.0
#include "common/base/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/support/folder.h"
#include "tests/support/in_child.h"

namespace trace {
namespace {

long landlock_version() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}
bool has_landlock() {
  return landlock_version() >= 2;
}

UniqueFd named(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_PATH | O_CLOEXEC));
}

// "" or the error's name.
std::string said(bool done) {
  return done ? "" : std::string(::strerrorname_np(errno));
}

std::string opened(const std::string& path, int flags) {
  return said(static_cast<bool>(UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, 0600))));
}

}  // namespace

TEST_CASE("who writes below some folders only writes nothing else, whoever he is") {
  if (!has_landlock()) {
    WARN("skipped: no Landlock here");
    return;
  }
  const Folder folder;
  const std::string in = folder.file("in"), out = folder.file("out"), pipe = folder.file("pipe");
  for (const std::string& path : {in, out}) REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  for (const char* name : {"in/old", "in/other", "out/old"}) folder.with(name, "old");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));

  const ChildEnding ending = in_child([&] {
    const UniqueFd before(::open((out + "/old").c_str(), O_WRONLY | O_CLOEXEC));
    const UniqueFd places[] = {named(in), named(pipe)};
    const int fds[] = {places[0].get(), places[1].get()};
    if (const Status done = write_only_below(fds); !done) return done.error().message;
    std::string all = "in:";
    all += opened(in + "/new", O_WRONLY | O_CREAT | O_EXCL) + "," + opened(in + "/old", O_WRONLY | O_TRUNC) + ",";
    all += said(::unlink((in + "/other").c_str()) == 0) + "," + said(::mkdir((in + "/d").c_str(), 0700) == 0) + ",";
    all += said(::link((in + "/old").c_str(), (in + "/d/link").c_str()) == 0) + ",";
    all += opened(pipe, O_WRONLY | O_NONBLOCK);
    all += " out:";
    all += opened(out + "/new", O_WRONLY | O_CREAT | O_EXCL) + "," + opened(out + "/old", O_WRONLY) + ",";
    all += opened(out + "/old", O_RDONLY | O_TRUNC) + "," + said(::unlink((out + "/old").c_str()) == 0) + ",";
    all += said(::mkdir((out + "/d").c_str(), 0700) == 0) + "," + said(::symlink("x", (out + "/s").c_str()) == 0) + ",";
    all += said(::link((in + "/old").c_str(), (out + "/link").c_str()) == 0);
    all += " still:" + opened(out + "/old", O_RDONLY) + "," + said(::write(before.get(), "x", 1) == 1);
    return all;
  });
  // Before Linux 6.2 a file can be emptied by who opens it for reading.
  const std::string emptied = landlock_version() >= 3 ? "EACCES" : "";
  CHECK(ending.text == "in:,,,,, out:EACCES,EACCES," + emptied + ",EACCES,EACCES,EACCES,EACCES still:,");
}

TEST_CASE("who writes nowhere reads all the same") {
  if (!has_landlock()) {
    WARN("skipped: no Landlock here");
    return;
  }
  const Folder folder;
  const std::string path = folder.with("a", "A");
  const ChildEnding ending = in_child([&] {
    if (const Status done = write_only_below({}); !done) return done.error().message;
    return opened(path, O_RDONLY) + opened(path, O_WRONLY);
  });
  CHECK(ending.text == "EACCES");
}

}  // namespace trace
