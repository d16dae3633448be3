// SPDX-License-Identifier: Apache-2.0
// What is to be captured, and how much of it at most.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/spare_room.h"
#include "common/seam/captured.h"
#include "common/seam/packets.h"

namespace trace {

struct CaptureLimits {
  std::uint64_t file_bytes = std::uint64_t{64} << 20;      // of one file: what comes after is left out
  std::uint64_t process_bytes = std::uint64_t{256} << 20;  // of one process, and
  std::uint64_t process_files = 1'000;
  std::uint64_t total_bytes = std::uint64_t{2} << 30;  // of the folder, with what was there before
  std::uint64_t total_files = 10'000;
  FreeRoom kept_free = {};
  bool oldest_go = false;  // where a limit of the folder is reached; else nothing more is kept
};

// How packets are put into files, each way into files of its own (packet_files.h).
enum class PacketSplit : std::uint8_t { single, process, container, command };
inline constexpr std::size_t kPacketSplits = 4;

struct PacketCapture {
  bool wanted = false;
  std::bitset<kPacketSplits> splits;         // none: single
  std::uint32_t size_max = WIRE_PACKET_MAX;  // bytes that are kept of one, from its IP header on
  bool only_headers = false;                 // and of those the headers alone
};

// What processes write, or read: of which files. What is empty does not matter.
struct TransferRequest {
  bool is_wanted = false;
  std::vector<std::string> paths;  // a path, or how it begins and "*"
  std::uint32_t types = 0;         // bits of enum wire_file_type
  std::uint32_t fds = 0;           // bits: descriptor numbers 0 to 2
  bool only_elf = false;           // regular files that begin as programs do

  bool takes_path(std::string_view path) const;
};

struct CaptureRequest {
  static constexpr const char* kDefaultFolder = "/var/lib/trace";

  bool exec = false;                     // files that are executed
  TransferRequest transfers[WIRE_WAYS];  // by enum wire_way; of those that are of no file only whether they are wanted
  PacketCapture packets;
  std::string folder = kDefaultFolder;
  bool clear_folder = false;  // of earlier artifacts, before it begins
  CaptureLimits limits;
  bool attempts = true;          // also files whose execution is not among the events
  bool sign = false;             // the manifest
  bool require_sandbox = false;  // rather end than capture without it
  std::string recording;         // with the events, for who looks at what was captured; empty: none

  bool any() const {
    return exec || packets.wanted ||
           std::ranges::any_of(transfers, [](const TransferRequest& transfer) { return transfer.is_wanted; });
  }
};

// What the kernel side is told of it, by way. It compares the beginning of paths only.
std::array<wire_capture, WIRE_WAYS> kernel_captures(const CaptureRequest& request);

}  // namespace trace
