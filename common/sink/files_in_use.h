// SPDX-License-Identifier: Apache-2.0
// What a program has open, by what it is and not by its name: a file may be named through links, /dev/fd or another mount,
// and a shell may have opened it as standard output. An output that was an input too would be emptied before it is read, or
// read for ever as it grows; two outputs in one file would overwrite each other.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

class FilesInUse {
 public:
  // `what` is for messages: "the input \"a.jsonl\"". Terminals, devices and sockets may be shared, and are not kept.
  void add(int fd, std::string what);
  // The same of a file that is not open any more, but was read.
  void add(const std::string& path, std::string what);
  // The same of the files of these names in a folder; to "a file of the artifacts" the message adds the path.
  void add(const std::string& folder, std::span<const char* const> names, std::string_view what);

  // The same of all that is below a folder, at whatever depth; `what` is what belongs there: "artifacts".
  void add_below(const std::string& folder, std::string what);

  // Errors: io, if the file, or folder, is one of those.
  Status check(int fd) const;

 private:
  struct File {
    dev_t device;
    ino_t inode;
    std::string what;
  };
  Status check_folders(int fd) const;

  std::vector<File> files_;
  std::vector<File> folders_;
};

}  // namespace trace
