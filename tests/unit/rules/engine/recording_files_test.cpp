// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/recording_files.h"

#include <string_view>

#include <catch2/catch.hpp>

namespace trace {
namespace {

StreamInfo head_of(std::uint8_t recording, std::uint32_t file) {
  StreamInfo head;
  head.mark[0] = recording;
  head.file = file;
  return head;
}

}  // namespace

TEST_CASE("files of a recording that follow each other lack nothing") {
  RecordingFiles files;
  for (std::uint32_t file = 3; file < 6; ++file) {  // the first ones were removed long ago
    CHECK_FALSE(files.begin(head_of(1, file)));
    if (file < 5) files.goes_on();
    CHECK(files.unfinished() == (file < 5 ? 1 : 0));
  }
  CHECK(files.late() == 1);
  CHECK_FALSE(files.begin(head_of(2, 0)));
  CHECK(files.late() == 1);
}

TEST_CASE("a file of a recording that was not read is told of") {
  RecordingFiles files;
  CHECK_FALSE(files.begin(head_of(1, 0)));
  files.goes_on();
  CHECK_FALSE(files.begin(head_of(2, 7)));  // another one between them
  CHECK(to_text(files.begin(head_of(1, 2)).value()) ==
        "file 1 of a recording was not read, though those before and after were");
  CHECK(to_text(files.begin(head_of(1, 5)).value()) ==
        "files 3 to 4 of a recording were not read, though those before and after were");
  CHECK_FALSE(files.begin(head_of(1, 4)));  // in another order
  CHECK_FALSE(files.begin(head_of(3, 0xffffffff)));
  CHECK_FALSE(files.begin(head_of(3, 7)));
}

TEST_CASE("a file that is read twice, or after a later one, is told from one that follows") {
  constexpr std::string_view kAgain = "is the file of a recording that was read before, once more";
  constexpr std::string_view kLate = "is the file of a recording of which a later one was read before";
  RecordingFiles files;
  const auto disorder_of = [&](std::uint8_t recording, std::uint32_t file) {
    static_cast<void>(files.begin(head_of(recording, file)));
    return files.disorder();
  };
  CHECK(disorder_of(1, 0).empty());
  CHECK(disorder_of(2, 0).empty());
  CHECK(disorder_of(1, 0) == kAgain);
  CHECK(disorder_of(1, 1).empty());
  CHECK(disorder_of(1, 0) == kAgain);
  CHECK(disorder_of(1, 3).empty());
  CHECK(disorder_of(1, 2) == kLate);
  CHECK(disorder_of(0, 0).empty());
  CHECK(disorder_of(0, 0).empty());
}

TEST_CASE("a file that was read before those before it is not missing") {
  RecordingFiles files;
  for (const std::uint32_t file : {1U, 0U}) static_cast<void>(files.begin(head_of(1, file)));
  CHECK_FALSE(files.begin(head_of(1, 2)));
  const auto missing = files.begin(head_of(1, 5));
  REQUIRE(missing);
  CHECK(missing->first == 3);
  CHECK(missing->last == 4);
}

TEST_CASE("a recording goes on in a file that was not read") {
  RecordingFiles files;
  files.goes_on();
  CHECK(files.unfinished() == 0);
  files.begin(head_of(1, 0));
  files.goes_on();
  files.begin(head_of(2, 0));
  CHECK(files.unfinished() == 1);
  files.begin(head_of(1, 1));
  CHECK(files.unfinished() == 0);
}

TEST_CASE("streams without a mark are not told apart") {
  RecordingFiles files;
  CHECK_FALSE(files.begin(head_of(0, 0)));
  files.goes_on();
  CHECK_FALSE(files.begin(head_of(0, 9)));
  CHECK(files.unfinished() == 0);
}

}  // namespace trace
