// SPDX-License-Identifier: Apache-2.0
// The names of the files of a recording, by a pattern with times of UTC: "%F-%H%M%S.trace.zst".
//
// In the order in which they are made they are sorted as bytes, also if two are made in one second or the clock is set back: then a
// number goes after the time, "2026-11-26-140311_00001.trace.zst". So who lists a folder has its files in order.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

class FileNames {
 public:
  // %Y %m %d %H %M %S %j as strftime(3) has them, %F and %% too. Errors: invalid; another %, none at all, or a name that goes on
  // after its last time with anything but a dot.
  static Result<FileNames> parse(std::string_view pattern);

  std::string at(std::time_t time) const;
  // The name at that time, or if it does not sort after `last`, which is one of them or empty, the one after that. Empty: there is none.
  std::string after(const std::string& last, std::time_t time) const;
  // Whether it is one of them.
  bool has(std::string_view name) const;

 private:
  struct Piece {
    char time = 0;     // the letter of a time; 0: text
    std::string text;  // if it is one
  };

  // How much of the name is before the number; npos: it is no name of this pattern.
  std::size_t head_size(std::string_view name) const;

  std::vector<Piece> pieces_;  // up to the last time
  std::string tail_;
};

}  // namespace trace
