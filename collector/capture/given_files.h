// SPDX-License-Identifier: Apache-2.0
// Files that processes gave to the kernel as a whole (finit_module(2), mmap(2) of a library), until they are closed: then the kernel
// holds them (FileWatch), whatever has become of their names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/capture/held_file.h"
#include "common/seam/captured.h"

namespace trace {

// Whether that is the file that the kernel side has a key and a path of.
bool is_file_of(const wire_file_key& key, std::string_view path, const HeldFile& file);

struct GivenFile {
  wire_captured record;
  std::string path;
};

class GivenFiles {
 public:
  static constexpr std::size_t kMax = 16'384;

  // What had to make room for it, if anything.
  std::optional<GivenFile> add(GivenFile given);
  // That one which was closed now, if it was given; of several processes that gave it, the first.
  std::optional<GivenFile> take(const HeldFile& closed);
  std::vector<GivenFile> take_all();

 private:
  std::multimap<std::uint64_t, GivenFile> by_inode_;
};

}  // namespace trace
