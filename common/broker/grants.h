// SPDX-License-Identifier: Apache-2.0
// What a broker may do. It is said once, before there is anything that could be attacked, and is never added to.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace trace {

// What becomes of what is no regular file. None is opened: who has the other end of a FIFO would notice.
enum class Others : std::uint8_t {
  refused,  // symbolic links are followed
  named,    // and so are symbolic links
};

// The files below `folder` whose names end in one of `suffixes`, or all (files_below()), as they are when they are asked for.
struct FileList {
  std::string folder;
  std::vector<std::string> suffixes;
  Others others = Others::refused;
};

// A folder that a recording is written into (recording_folder.h).
struct RecordingGrant {
  std::string folder;
  std::string names;             // pattern (file_names.h)
  std::uint64_t keep_bytes = 0;  // what its files may have in all; 0: no bound
  std::uint64_t keep_ns = 0;     // how old they may be; 0: no bound
};

// A FIFO that is opened for writing again and again. It is known by its numbers, so that nothing else is opened by its name.
struct FifoGrant {
  std::string path;
  dev_t device = 0;
  ino_t inode = 0;
};

struct Grants {
  std::vector<FileList> lists = {};
  std::vector<RecordingGrant> recordings = {};
  std::vector<FifoGrant> fifos = {};
  std::string system_log = {};  // path of the socket of the system's log (system_log.h); empty: it may not be had
};

}  // namespace trace
