// SPDX-License-Identifier: Apache-2.0
#include "common/sink/open_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include <catch2/catch.hpp>

#include "common/base/caught_signals.h"
#include "common/base/file_lock.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr uid_t kNobody = 65534;

std::string error_of(const std::string& path) {
  const Result<UniqueFd> fd = open_for_writing(path);
  return fd ? std::string() : fd.error().message;
}

std::string refusal(const std::string& path, const std::string& why) {
  return "opening \"" + path + "\": " + why;
}

}  // namespace

TEST_CASE("a new file is for its owner only, whatever the umask") {
  const Folder folder;
  const mode_t before = ::umask(0);
  CHECK(error_of(folder.file("a")).empty());
  ::umask(before);
  struct stat status {};
  REQUIRE(::stat(folder.file("a").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("a file that others may write to is ours alone to write, and as readable as it was") {
  const Folder folder;
  const std::string path = folder.with("a", "old");
  for (const auto& [before, after] : {std::pair<mode_t, mode_t>(0666, 0644), {0620, 0600}, {0644, 0644}}) {
    REQUIRE(::chmod(path.c_str(), before) == 0);
    CHECK(error_of(path).empty());
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == after);
  }
}

TEST_CASE("a file of ours is opened as it is") {
  const Folder folder;
  const std::string path = folder.with("a", "old");
  CHECK(error_of(path).empty());
  CHECK(content_of(path) == "old");
}

TEST_CASE("a file that another program is writing is refused and not touched") {
  const Folder folder;
  const std::string path = folder.with("a", "old");
  const UniqueFd other(::open(path.c_str(), O_WRONLY));
  REQUIRE(lock_for_writing(other.get()));
  CHECK(error_of(path) == refusal(path, "another program is writing it"));
  CHECK(content_of(path) == "old");
}

TEST_CASE("who may only read a file keeps nobody from writing it") {
  const Folder folder;
  const std::string path = folder.with("a", "old");
  const UniqueFd reader(::open(path.c_str(), O_RDONLY));
  REQUIRE(::flock(reader.get(), LOCK_EX) == 0);
  struct flock lock {};
  lock.l_type = F_RDLCK;
  REQUIRE(::fcntl(reader.get(), F_OFD_SETLK, &lock) == 0);
  CHECK(error_of(path).empty());
}

TEST_CASE("a file of another user is refused and not touched") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  const std::string path = folder.with("a", "old");
  REQUIRE(::chown(path.c_str(), kNobody, kNobody) == 0);
  CHECK(error_of(path) == refusal(path, "it is a file of another user (65534)"));
  CHECK(content_of(path) == "old");
}

TEST_CASE("a link of ours is followed, to where nothing is too") {
  const Folder folder;
  REQUIRE(::symlink("target", folder.file("link").c_str()) == 0);
  CHECK(error_of(folder.file("link")).empty());
  CHECK(std::filesystem::exists(folder.file("target")));
}

TEST_CASE("a link of another user is refused, and nothing is made") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  const std::string link = folder.file("link");
  REQUIRE(::symlink("target", link.c_str()) == 0);
  REQUIRE(::lchown(link.c_str(), kNobody, kNobody) == 0);
  CHECK(error_of(link) == refusal(link, "it is a link of another user (65534)"));
  CHECK_FALSE(std::filesystem::exists(folder.file("target")));
}

TEST_CASE("a link that leads to another user's link is refused") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  REQUIRE(::symlink("second", folder.file("first").c_str()) == 0);
  REQUIRE(::symlink("target", folder.file("second").c_str()) == 0);
  REQUIRE(::lchown(folder.file("second").c_str(), kNobody, kNobody) == 0);
  CHECK(error_of(folder.file("first")) == refusal(folder.file("first"), "it is a link of another user (65534)"));
}

TEST_CASE("a link of another user within the path is refused, and nothing is made") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  std::filesystem::create_directory(folder.file("etc"));
  REQUIRE(::symlink("etc", folder.file("x").c_str()) == 0);
  CHECK(error_of(folder.file("x/ours")).empty());
  REQUIRE(::lchown(folder.file("x").c_str(), kNobody, kNobody) == 0);
  CHECK(error_of(folder.file("x/a")) ==
        refusal(folder.file("x/a"), "\"" + folder.file("x") + "\" is a link of another user (65534)"));
  CHECK_FALSE(std::filesystem::exists(folder.file("etc/a")));
}

TEST_CASE("links in a circle are refused") {
  const Folder folder;
  REQUIRE(::symlink("b", folder.file("a").c_str()) == 0);
  REQUIRE(::symlink("a", folder.file("b").c_str()) == 0);
  CHECK(error_of(folder.file("a")) == refusal(folder.file("a"), std::strerror(ELOOP)));
}

TEST_CASE("a file that has another name is refused and not touched") {
  const Folder folder;
  const std::string path = folder.with("victim", "old");
  REQUIRE(::link(path.c_str(), folder.file("a").c_str()) == 0);
  CHECK(error_of(folder.file("a")) ==
        refusal(folder.file("a"), "it has other names (hard links), and may be another file than it seems"));
  CHECK(content_of(path) == "old");
}

TEST_CASE("a FIFO of another user is refused where others may put one") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0666) == 0);
  REQUIRE(::chown(path.c_str(), kNobody, kNobody) == 0);
  const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  CHECK(error_of(path).empty());
  const std::string refused =
      refusal(path, "it is a FIFO of another user (65534), in a folder that others may write to");
  for (const mode_t mode : {0777U, 0770U}) {
    REQUIRE(::chmod(folder.path().c_str(), mode) == 0);
    CHECK(error_of(path) == refused);
  }
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  CHECK(error_of(path).empty());
  REQUIRE(::chown(folder.path().c_str(), kNobody, kNobody) == 0);
  CHECK(error_of(path) == refused);
}

TEST_CASE("a FIFO of another user is refused before anybody reads it") {
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0666) == 0);
  REQUIRE(::chown(path.c_str(), kNobody, kNobody) == 0);
  REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
  CHECK(error_of(path) == refusal(path, "it is a FIFO of another user (65534), in a folder that others may write to"));
}

TEST_CASE("a FIFO is opened when its reader comes") {
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string got(3, ' ');
  std::thread reader([&] {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY));
    got.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(fd.get(), got.data(), got.size()))));
  });
  const Result<UniqueFd> fd = open_for_writing(path);
  if (fd) CHECK(::write(fd->get(), "abc", 3) == 3);
  reader.join();
  CHECK(got == "abc");
}

TEST_CASE("a FIFO that another program writes is refused, though somebody reads it") {
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  {
    const Result<UniqueFd> first = open_for_writing(path);
    REQUIRE(first);
    CHECK(error_of(path) == refusal(path, "another program is writing it"));
  }
  CHECK(open_for_writing(path));
}

TEST_CASE("a FIFO that nobody reads is not waited for once a signal has come, however early") {
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const Result<WakeUp> wake_up = WakeUp::make();
  REQUIRE(wake_up);
  WakeUp::ring();
  CHECK(error_of(path) == refusal(path, "a signal came before it had a reader"));
}

TEST_CASE("devices are opened, and standard output by its names") {
  CHECK(error_of("/dev/null").empty());
  CHECK(error_of("/dev/full").empty());
  CHECK(error_of("/dev/fd/2").empty());
}

TEST_CASE("a descriptor by its name goes on where it is, and is not emptied") {
  const Folder folder;
  const UniqueFd file(::open(folder.file("log").c_str(), O_RDWR | O_CREAT, 0600));
  REQUIRE(::write(file.get(), "abc", 3) == 3);
  Result<UniqueFd> again = open_for_writing("/dev/fd/" + std::to_string(file.get()));
  REQUIRE(again);
  CHECK(::write(again->get(), "d", 1) == 1);
  char text[8] = {};
  CHECK(::pread(file.get(), text, sizeof(text), 0) == 4);
  CHECK(std::string_view(text) == "abcd");
}

TEST_CASE("what is no file is refused") {
  const Folder folder;
  CHECK(error_of(folder.path()) == refusal(folder.path(), "it is a folder"));
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, folder.file("socket").c_str(), sizeof(address.sun_path) - 1);
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  CHECK_FALSE(error_of(folder.file("socket")).empty());
}

TEST_CASE("no folder is made because of a misspelt path") {
  const Folder folder;
  const std::string path = folder.file("no/such/a");
  CHECK(error_of(path) == refusal(path, "there is no folder \"" + folder.file("no/such") + "\""));
  CHECK_FALSE(std::filesystem::exists(folder.file("no")));
}

}  // namespace trace
