// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/request.h"

#include <cstring>
#include <string>

#include <catch2/catch.hpp>

namespace trace {
namespace {

CaptureRequest writes_to(std::vector<std::string> paths) {
  CaptureRequest request;
  request.transfers[WIRE_WAY_WRITE].is_wanted = true;
  request.transfers[WIRE_WAY_WRITE].paths = std::move(paths);
  return request;
}

// As bpf/capture compares.
bool kernel_takes(const CaptureRequest& request, const std::string& path) {
  const wire_capture capture = kernel_captures(request)[WIRE_WAY_WRITE];
  wire_u64 words[WIRE_CAPTURE_PREFIX_WORDS] = {};
  std::memcpy(words, path.data(), std::min(path.size(), sizeof(words)));
  for (unsigned i = 0; i < capture.prefix_count; ++i) {
    wire_u64 differs = 0;
    for (unsigned word = 0; word < WIRE_CAPTURE_PREFIX_WORDS; ++word) {
      differs |= (words[word] ^ capture.prefixes[i].text[word]) & capture.prefixes[i].mask[word];
    }
    if (differs == 0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a path is whole, or a beginning") {
  const CaptureRequest request = writes_to({"/etc/*", "/tmp/x"});
  for (const char* const path : {"/etc/", "/etc/passwd", "/etc/a/b", "/tmp/x"}) {
    INFO(path);
    CHECK(request.transfers[WIRE_WAY_WRITE].takes_path(path));
    CHECK(kernel_takes(request, path));
  }
  for (const char* const path : {"/etc", "/etcetera", "/tmp/xy", "/tmp/", "", "etc/passwd"}) {
    INFO(path);
    CHECK_FALSE(request.transfers[WIRE_WAY_WRITE].takes_path(path));
    CHECK_FALSE(kernel_takes(request, path));
  }
  CHECK(writes_to({}).transfers[WIRE_WAY_WRITE].takes_path("/anything"));
}

TEST_CASE("of a long path the kernel side compares the beginning") {
  const std::string beginning = "/" + std::string(70, 'a');
  const CaptureRequest request = writes_to({beginning + "*"});
  CHECK(kernel_takes(request, beginning + "/x"));
  CHECK(kernel_takes(request, "/" + std::string(65, 'a') + "b"));  // left to the keeper
  CHECK_FALSE(request.transfers[WIRE_WAY_WRITE].takes_path("/" + std::string(65, 'a') + "b"));
  CHECK_FALSE(kernel_takes(request, "/" + std::string(50, 'a') + "b"));
}

TEST_CASE("what is asked for is what the kernel side is told") {
  CaptureRequest request;
  CHECK_FALSE(request.any());
  CHECK(kernel_captures(request)[WIRE_WAY_WRITE].types == 0);
  request.exec = true;
  CHECK(request.any());
  CHECK(kernel_captures(request)[WIRE_WAY_WRITE].types == WIRE_FILE_MEMORY);
  CHECK(kernel_captures(request)[WIRE_WAY_READ].types == 0);
  TransferRequest& read = request.transfers[WIRE_WAY_READ];
  read.is_wanted = true;
  read.fds = 1;
  CHECK((kernel_captures(request)[WIRE_WAY_READ].types & WIRE_FILE_SOCKET) != 0);
  CHECK(kernel_captures(request)[WIRE_WAY_READ].fds == 1);
  read.types = WIRE_FILE_PIPE;
  CHECK(kernel_captures(request)[WIRE_WAY_READ].types == WIRE_FILE_PIPE);
  read.only_elf = true;
  CHECK(kernel_captures(request)[WIRE_WAY_READ].types == (WIRE_FILE_REGULAR | WIRE_FILE_MEMORY));
}

}  // namespace trace
