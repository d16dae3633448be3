// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/request.h"

#include <algorithm>
#include <cstring>

namespace trace {
namespace {

constexpr std::uint32_t kAllTypes =
    WIRE_FILE_REGULAR | WIRE_FILE_PIPE | WIRE_FILE_SOCKET | WIRE_FILE_OTHER | WIRE_FILE_MEMORY;

bool is_beginning(std::string_view path) {
  return path.ends_with('*');
}

// The end of a whole path is compared too: the bytes after it are 0.
wire_capture_prefix prefix_of(std::string_view path) {
  wire_capture_prefix prefix{};
  const bool whole = !is_beginning(path);
  if (!whole) path.remove_suffix(1);
  const std::size_t size = std::min(path.size(), sizeof(prefix.text));
  std::memcpy(prefix.text, path.data(), size);
  std::memset(prefix.mask, 0xff, std::min(size + (whole ? 1 : 0), sizeof(prefix.mask)));
  return prefix;
}

wire_capture kernel_capture(const TransferRequest& request) {
  wire_capture capture{};
  if (!request.is_wanted) return capture;
  capture.types = request.types == 0 ? kAllTypes : request.types;
  if (request.only_elf) capture.types = WIRE_FILE_REGULAR | WIRE_FILE_MEMORY;
  capture.fds = request.fds;
  capture.prefix_count = static_cast<std::uint32_t>(request.paths.size());
  std::transform(request.paths.begin(), request.paths.end(), capture.prefixes, prefix_of);
  return capture;
}

}  // namespace

bool TransferRequest::takes_path(std::string_view path) const {
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [&](std::string_view wanted) {
           return is_beginning(wanted) ? path.starts_with(wanted.substr(0, wanted.size() - 1)) : path == wanted;
         });
}

std::array<wire_capture, WIRE_WAYS> kernel_captures(const CaptureRequest& request) {
  std::array<wire_capture, WIRE_WAYS> captures{};
  std::ranges::transform(request.transfers, captures.begin(), kernel_capture);
  // Programs of memfd_create(2), that may have ended before anybody could look.
  if (request.exec) {
    captures[WIRE_WAY_WRITE].types |= WIRE_FILE_MEMORY;
    captures[WIRE_WAY_WRITE].memory_anyway = 1;
  }
  return captures;
}

}  // namespace trace
