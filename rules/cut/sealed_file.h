// SPDX-License-Identifier: Apache-2.0
// A sealed recording in a file, of which parts are found without reading those before them.
//
// A seal does not say where the next one is, so seals are looked for from any byte on by what they all begin with, in which the
// mark of the file is. They are in the order of time: the first one after a moment is found by halving the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/wire/seal.h"

namespace trace {

struct LocatedSeal {
  wire_seal seal{};
  std::uint64_t position = 0;
  std::uint64_t end() const { return position + sizeof(wire_seal); }
};

class SealedFile {
 public:
  // Errors: invalid, if it is no sealed recording.
  static Result<SealedFile> open(UniqueFd fd, std::string name);

  const wire_seal& opening() const { return opening_; }
  std::uint64_t size() const { return size_; }
  // The first one that is sound and begins at `from` or after it, and before `end`. None: there is none within what a part can have.
  Result<std::optional<LocatedSeal>> seal_after(std::uint64_t from, std::uint64_t end);
  // The last one of the file.
  Result<LocatedSeal> last_seal();
  // The one that stands before the part of this one. Errors: corrupt, if it is not there.
  Result<LocatedSeal> seal_before(const LocatedSeal& seal);
  // Where the part of the first seal that was made at `time_ns` or later begins, or one before.
  Result<std::uint64_t> part_at(std::uint64_t time_ns);

  // Errors: io; corrupt, if the file has become shorter.
  Result<std::string> read(std::uint64_t position, std::size_t size);

 private:
  SealedFile(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  Result<LocatedSeal> seal_at(std::uint64_t position);

  UniqueFd fd_;
  std::string name_;
  std::uint64_t size_ = 0;
  wire_seal opening_{};
};

}  // namespace trace
