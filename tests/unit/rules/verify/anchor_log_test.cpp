// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/anchor_log.h"

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

Anchor anchor(std::uint64_t number) {
  Anchor one;
  one.mark[0] = 0xab;
  one.number = number;
  return one;
}

std::string line(std::uint64_t number) {
  return "Nov 28 02:16:00 web-1 trace-ebpf[42]: " + text_of(anchor(number)) + " is of \"/var/log/t.zst\"\n";
}

TEST_CASE("the anchors of a log are read, whatever other lines there are") {
  const Folder folder;
  std::string text = "Nov 28 02:15:59 web-1 sshd[1]: anchor:ab of nothing\n" + line(1) + '\0' + "\n\xff\n" + line(2);
  SECTION("the last line is whole") {}
  SECTION("the last line has no end") {
    text.pop_back();
  }
  const auto anchors = read_anchors(folder.with("log", text));
  REQUIRE(anchors);
  CHECK(*anchors == std::vector{anchor(1), anchor(2)});
}

TEST_CASE("a log is read in pieces, and none of its lines is lost between two") {
  const Folder folder;
  std::string text;
  std::vector<Anchor> written;
  while (text.size() < (200 << 10)) {
    text += line(written.size());
    written.push_back(anchor(written.size()));
  }
  const auto anchors = read_anchors(folder.with("log", text));
  REQUIRE(anchors);
  CHECK(*anchors == written);
}

TEST_CASE("a line that is longer than any of a log takes no other with it") {
  const Folder folder;
  const auto anchors = read_anchors(folder.with("log", line(1) + std::string(300 << 10, 'x') + "\n" + line(2)));
  REQUIRE(anchors);
  CHECK(*anchors == std::vector{anchor(1), anchor(2)});
}

TEST_CASE("a log without an anchor is an error, and so is none") {
  const Folder folder;
  CHECK(read_anchors(folder.with("log", "nothing\n")).error().message ==
        "--anchors " + folder.file("log") + ": there are none in it");
  CHECK(read_anchors(folder.file("none")).error().code == Code::io);
}

}  // namespace
}  // namespace trace
