// SPDX-License-Identifier: Apache-2.0
#include "common/broker/recording_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr const char* kNames = "%F-%H%M%S.trace";

RecordingFolder opened(const RecordingGrant& grant) {
  auto folder = RecordingFolder::open(grant);
  if (!folder) FAIL(folder.error().message);
  return *std::move(folder);
}

std::string error_of(const RecordingGrant& grant) {
  const auto folder = RecordingFolder::open(grant);
  return folder ? std::string() : folder.error().message;
}

// Makes the next file, with so many bytes.
std::string add_file(RecordingFolder& folder, std::size_t bytes) {
  const Opened file = folder.next_file();
  REQUIRE(file.error == 0);
  REQUIRE(::write(file.fd.get(), std::string(bytes, 'x').data(), bytes) == static_cast<ssize_t>(bytes));
  return file.name;
}

std::set<std::string> names_in(const Folder& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().filename() != ".trace-recording") names.insert(entry.path().filename().string());
  }
  return names;
}

void make_older(const std::string& path, std::chrono::hours age) {
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
}

}  // namespace

TEST_CASE("files of a recording are new, ours alone, and in the order of their names") {
  const Folder folder;
  RecordingFolder recording = opened({folder.path(), kNames});
  std::string last;
  for (int i = 0; i < 3; ++i) {
    const std::string name = add_file(recording, 1);
    CHECK(name > last);
    last = name;
    struct stat status {};
    REQUIRE(::stat(folder.file(name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
  CHECK(names_in(folder).size() == 3);
}

TEST_CASE("a recording goes on after the names of an earlier one, also if they are of the future") {
  const Folder folder;
  folder.with("2999-01-01-000000.trace", "x");
  RecordingFolder recording = opened({folder.path(), kNames});
  CHECK(add_file(recording, 1) == "2999-01-01-000000_00001.trace");
}

TEST_CASE("the oldest files make room, and never the last two") {
  const Folder folder;
  RecordingFolder recording = opened({folder.path(), kNames, 1000});
  std::vector<std::string> names;
  for (int i = 0; i < 4; ++i) names.push_back(add_file(recording, 200));
  CHECK(recording.make_room(200) == 0);
  CHECK(names_in(folder).size() == 4);
  CHECK(recording.make_room(201) == 0);
  CHECK(names_in(folder) == std::set<std::string>(names.begin() + 1, names.end()));
  CHECK(recording.make_room(601) == ENOSPC);
  CHECK(names_in(folder) ==
        std::set<std::string>(names.begin() + 1, names.end()));  // what would not do removes nothing
  CHECK(recording.make_room(600) == 0);
  CHECK(names_in(folder) == std::set<std::string>(names.begin() + 2, names.end()));
}

TEST_CASE("files of an earlier recording make room, too; no others do") {
  const Folder folder;
  folder.with("2000-01-01-000000.trace", std::string(900, 'x'));
  folder.with("2000-01-01-000000.trace.bak", std::string(900, 'x'));
  folder.with("notes", std::string(900, 'x'));
  std::filesystem::create_symlink("notes", folder.file("2000-01-02-000000.trace"));
  std::filesystem::create_directory(folder.file("2000-01-03-000000.trace"));
  RecordingFolder recording = opened({folder.path(), kNames, 1000});
  const std::string name = add_file(recording, 10);
  CHECK(recording.make_room(500) == 0);
  CHECK(names_in(folder) == std::set<std::string>{"2000-01-01-000000.trace.bak", "notes", "2000-01-02-000000.trace",
                                                  "2000-01-03-000000.trace", name});
}

TEST_CASE("what is too old goes when the next file begins") {
  const Folder folder;
  make_older(folder.with("2000-01-01-000000.trace", "x"), std::chrono::hours(3));
  make_older(folder.with("2000-01-02-000000.trace", "x"), std::chrono::hours(1));
  RecordingFolder recording = opened({folder.path(), kNames, 0, std::uint64_t{7'200'000'000'000}});
  const std::string name = add_file(recording, 1);
  CHECK(names_in(folder) == std::set<std::string>{"2000-01-02-000000.trace", name});
}

TEST_CASE("who may only read the folder keeps nobody from recording there") {
  const Folder folder;
  const UniqueFd reader(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY));
  REQUIRE(::flock(reader.get(), LOCK_EX) == 0);
  CHECK(error_of({folder.path(), kNames}).empty());
  struct stat status {};
  REQUIRE(::stat(folder.file(".trace-recording").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a folder that is a link, not ours alone, or in use is refused") {
  const Folder folder;
  std::filesystem::create_directory(folder.file("a"));
  std::filesystem::create_symlink("a", folder.file("link"));
  CHECK(error_of({folder.file("nowhere"), kNames}).ends_with("No such file or directory"));
  CHECK_FALSE(error_of({folder.file("link"), kNames}).empty());
  REQUIRE(::chmod(folder.file("a").c_str(), 0770) == 0);
  CHECK(error_of({folder.file("a"), kNames}).ends_with("others may write there"));
  REQUIRE(::chmod(folder.file("a").c_str(), 0700) == 0);
  const RecordingFolder first = opened({folder.file("a"), kNames});
  CHECK(error_of({folder.file("a"), kNames}).ends_with("another program is recording there"));
}

}  // namespace trace
