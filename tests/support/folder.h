// SPDX-License-Identifier: Apache-2.0
// A folder for one test, gone with what is in it afterwards.
#pragma once

#include <sys/mount.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace trace {

// What is mounted at a folder, or below it, by its place; the last one first. A place has its odd characters escaped, which names of folders
// of tests do not have.
inline std::vector<std::string> mounts_below(const std::string& folder) {
  std::vector<std::string> found;
  std::ifstream mounts("/proc/self/mountinfo");
  if (!mounts) found.push_back(folder);  // nobody knows
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string place;
    for (int i = 0; i < 5; ++i) words >> place;
    if (place == folder || place.starts_with(folder + "/")) found.insert(found.begin(), place);
  }
  return found;
}

// Removes a folder and what is in it, but never what is mounted there: that may be the files of this machine. If it cannot be unmounted the
// folder stays.
inline void remove_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  const std::string path = std::filesystem::canonical(folder, ignored).string();
  if (ignored) return;
  for (const std::string& place : mounts_below(path)) ::umount2(place.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
  if (mounts_below(path).empty()) std::filesystem::remove_all(path, ignored);
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "trace-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { remove_folder(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_; }
  std::string file(const std::string& name) const { return path_ / name; }
  // Writes a file and returns its path.
  std::string with(const std::string& name, const std::string& content) const {
    std::ofstream(file(name)) << content;
    return file(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace trace
