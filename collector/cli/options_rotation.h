// SPDX-License-Identifier: Apache-2.0
// A recording of several files: where an output names a folder, or a file with a time in its name.
//
//   rotation := "rotate=" limit ("," limit)* | "keep=" limit ("," limit)*
//   limit    := SIZE | TIME                                                  options_units.h; with a unit
#pragma once

#include <string>
#include <string_view>

#include "collector/cli/options.h"
#include "common/base/result.h"

namespace trace {

inline constexpr std::uint64_t kRotateBytesDefault = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kRotateTimeDefaultNs = 3'600'000'000'000;
inline constexpr std::string_view kFlightFolderDefault = "/var/lib/trace/flight";

// Whether what is named is to be several files.
bool is_rotated(CollectorFormat format, std::string_view path);

// What stands after a file: rotate= and keep=.
class RotationWords {
 public:
  // False: it is none of them, but another file. Errors: of a word that is one, or seems to be.
  Result<bool> take(std::string_view word);
  // Fills in output.rotation, if there is one, from its path. Errors: limits that cannot hold; words where nothing is rotated.
  Status apply(OutputSpec& output) const;

 private:
  struct Limits {
    std::uint64_t bytes = 0, time_ns = 0;
    bool is_given() const { return bytes != 0 || time_ns != 0; }
  };
  static Result<bool> take_limit(std::string_view text, Limits& limits);

  Limits rotate_, keep_;
  Limits* last_ = nullptr;  // whose values go on
};

// --flight-recorder TIME,SIZE[,DIR]
Result<OutputSpec> parse_flight_recorder(std::string_view text);

}  // namespace trace
