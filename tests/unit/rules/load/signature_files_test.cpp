// SPDX-License-Identifier: Apache-2.0
#include "rules/load/signature_files.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

namespace trace {
namespace {

namespace fs = std::filesystem;

class Directory {
 public:
  Directory() : path_(fs::temp_directory_path() / "trace-signature-files") {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  void write(const fs::path& name) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << "x";
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST_CASE("the files of a directory are those below it, but not what is hidden") {
  const Directory directory;
  for (const char* name : {"b.yaml", "sub.yaml/a.yml", "notes.txt", ".#b.yaml", "..2024/b.yaml"}) directory.write(name);
  const auto files = read_signature_directory(directory.path());
  if (!files) FAIL(files.error().message);
  REQUIRE(files->size() == 2);
  CHECK((*files)[0].name == directory.path() + "/b.yaml");
  CHECK((*files)[1].name == directory.path() + "/sub.yaml/a.yml");
}

TEST_CASE("a directory without signatures, a file and nothing at all are errors") {
  const Directory directory;
  CHECK_FALSE(read_signature_directory(directory.path()));
  directory.write("notes.txt");
  CHECK_FALSE(read_signature_directory(directory.path()));
  CHECK_FALSE(read_signature_directory(directory.path() + "/notes.txt"));
  CHECK_FALSE(read_signature_directory(directory.path() + "/none"));
}

TEST_CASE("a link to nowhere is an error, since a signature is missing") {
  const Directory directory;
  directory.write("a.yaml");
  fs::create_symlink("/nonexistent", directory.path() + "/b.yaml");
  CHECK_FALSE(read_signature_directory(directory.path()));
}

TEST_CASE("a file without an end is not read until the memory is full") {
  const auto zeros = open_bytes("/dev/zero");
  REQUIRE(zeros);
  const auto file = read_signatures("x.yaml", **zeros);
  REQUIRE_FALSE(file);
  CHECK(file.error().message == "x.yaml: longer than 16777216 bytes");
}

TEST_CASE("a signature file that is no regular file is refused, and nobody is waited for") {
  const Directory directory;
  const std::string fifo = directory.path() + "/a.yaml";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string& path : {fifo, std::string("/dev/zero"), std::string("/dev/null"), directory.path()}) {
    const auto file = read_signature_file(path);
    REQUIRE_FALSE(file);
    CHECK(file.error().message == "opening \"" + path + "\": it is no regular file");
  }
  CHECK_FALSE(read_signature_directory(directory.path()));
}

TEST_CASE("files of signatures have a limit together") {
  SignatureFiles files;
  for (std::size_t i = 0; i < kSignaturesMax / kSignatureFileMax; ++i) {
    REQUIRE(files.add({"a.yaml", std::string(kSignatureFileMax, 'x')}));
  }
  const Status added = files.add({"b.yaml", "x"});
  REQUIRE_FALSE(added);
  CHECK(added.error().message == "b.yaml: with this one, signatures are longer than 67108864 bytes");
}

}  // namespace
}  // namespace trace
