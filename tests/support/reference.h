// SPDX-License-Identifier: Apache-2.0
// Test data that is not part of the project: recorded behaviour of Tracee. It is used where it is found.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

namespace trace {

// The whole file, or nothing if the folder is not there; then a line says so, by which tests/run.sh counts the test as skipped.
inline std::optional<std::string> read_reference(const std::string& name) {
  const char* folder = std::getenv("TRACE_REFERENCE");
  const std::string path =
      (folder != nullptr ? std::string(folder) : TRACE_SOURCE_DIR "/../shared/reference") + "/" + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "SKIPPED %s: no \"%s\" (TRACE_REFERENCE names the folder of recorded behaviour of Tracee)\n",
                 Catch::getResultCapture().getCurrentTestName().c_str(), name.c_str());
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace trace
