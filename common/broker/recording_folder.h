// SPDX-License-Identifier: Apache-2.0
// A folder that a recording is written into, file after file, and the oldest of which are removed.
//
// It must be ours and nobody else may write there (so nobody puts a link where a file is about to be made), is opened without following
// a link, stays that folder whatever is renamed meanwhile, and a file in it that is ours alone is locked: two recordings in one would remove
// each other's files. Removed are only regular files of ours whose names the pattern makes, this recording's or an earlier one's; never the
// last two that were opened here, since one of them is being ended and the other one is written.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/broker/file_names.h"
#include "common/broker/grants.h"
#include "common/broker/opened.h"

namespace trace {

class RecordingFolder {
 public:
  // Errors: of open(2), and of the above; they name the folder.
  static Result<RecordingFolder> open(const RecordingGrant& grant);

  // A new file for writing, the name of which is after those of all that are there. Removes what is too old.
  Opened next_file();
  // Removes the oldest files until so many bytes can be written without exceeding the bound. Returns 0, or ENOSPC: that would
  // not do, and nothing is removed.
  int make_room(std::uint64_t bytes);

  static Needs needs();
  // The folder.
  int fd() const { return folder_.get(); }

 private:
  struct File {
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t written_ns = 0;  // last; since the epoch
  };
  explicit RecordingFolder(FileNames names) : names_(std::move(names)) {}

  // Those that may be removed or are protected, sorted by name.
  std::vector<File> list() const;
  bool is_in_use(const File& file) const { return file.name == written_ || file.name == ended_; }
  bool remove(const File& file);
  void remove_old();

  FileNames names_;
  UniqueFd folder_;
  UniqueFd lock_;
  uid_t user_ = 0;                              // whose the files are
  std::uint64_t keep_bytes_ = 0, keep_ns_ = 0;  // 0: no bound
  std::string last_;                            // name of all that are there or were
  std::string written_, ended_;                 // the last two that were opened here; empty: none
};

}  // namespace trace
