// SPDX-License-Identifier: Apache-2.0
// A collector that captures, and what it captured.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/kernel/collector.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {

inline std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// By its name: std::quoted() comes with <filesystem>.
inline std::string json(std::string_view text) {
  return kernel_tests::quoted(text);
}

// A collector that captures into a folder of its own.
struct Capture {
  // what: "exec", say; "%" in it is a folder for the files of the test.
  explicit Capture(std::vector<std::string> more = {}, const std::string& what = "exec")
      : collector(arguments(std::move(more), what)) {}

  std::vector<std::string> arguments(std::vector<std::string> more, const std::string& what) const {
    std::string captures = what + ",min-free=0,max-process=1G,max-total=16G,max-files=1000000";
    for (std::size_t at = 0; (at = captures.find('%')) != std::string::npos;) captures.replace(at, 1, files.path());
    std::vector<std::string> all{"--capture",       captures,  "--capture",
                                 "dir=" + folder(), "--trace", "event=artifact,sched_process_exec"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string folder() const { return place.file("artifacts"); }
  std::string manifest() const { return content_of(folder() + "/manifest.ndjson"); }
  // Lines of the manifest in which all of these stand: of others on this machine, too, there are some.
  int lines_with(const std::vector<std::string>& texts) const {
    int count = 0;
    std::istringstream lines(manifest());
    for (std::string line; std::getline(lines, line);) {
      const auto stands = [&](const std::string& text) { return line.find(text) != std::string::npos; };
      count += std::all_of(texts.begin(), texts.end(), stands) ? 1 : 0;
    }
    return count;
  }
  std::set<std::string> contents() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder() + "/objects")) {
      if (entry.is_regular_file()) found.insert(content_of(entry.path()));
    }
    return found;
  }
  Record artifact(pid_t pid, const std::string& role) {
    return collector.expect("artifact", pid, [&](const Record& record) { return record.arg("role") == json(role); });
  }

  TempDir place;
  TempDir files;
  Collector collector;
};

}  // namespace trace::kernel_tests
