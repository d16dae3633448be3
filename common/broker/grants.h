// SPDX-License-Identifier: Apache-2.0
// What a broker may do. It is said once, before there is anything that could be attacked, and is never added to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trace {

// Where a connection may go: a path of a UNIX socket ("/run/x.sock"), or a numeric address and a port ("127.0.0.1:443",
// "[::1]:443"). Names are not looked up: that would give a library with network access to the broker.
struct Endpoint {
  std::string address;
};

// The files below `folder` whose names end in one of `suffixes` (files_below()), as they are when they are asked for.
struct FileList {
  std::string folder;
  std::vector<std::string> suffixes;
};

struct Grants {
  std::vector<std::string> outputs = {};  // segment n of one is a new file PATH.n beside it
  std::vector<FileList> lists = {};
  std::vector<Endpoint> endpoints = {};
  bool program_files = false;  // of any process, by its identity
};

}  // namespace trace
