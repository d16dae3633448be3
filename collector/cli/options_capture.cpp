// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_capture.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "collector/cli/options_units.h"
#include "common/base/text.h"
#include "common/cli/parse.h"

namespace trace {
namespace {

// A word, or a word and its value: "max-file=64M". Tracee has a colon where others have "=": both are read.
struct CaptureWord {
  std::string_view name;
  std::string_view value;  // what it stands for in help; empty: there is none
  std::string_view help;
  Status (*take)(std::string_view value, CaptureRequest& request);
};

template <std::uint64_t CaptureLimits::*limit>
Status take_size(std::string_view value, CaptureRequest& request) {
  TRY_ASSIGN(request.limits.*limit, parse_size(value));
  return ok();
}

Status take_split(std::string_view value, CaptureRequest& request) {
  constexpr std::array<std::string_view, kPacketSplits> kNames{"single", "process", "container", "command"};
  const auto found = std::ranges::find(kNames, value);
  if (found == kNames.end()) return unknown_word("no way to split packets", value, {kNames.begin(), kNames.end()});
  request.packets.splits.set(static_cast<std::size_t>(found - kNames.begin()));
  return ok();
}

Status take_snaplen(std::string_view value, CaptureRequest& request) {
  TRY_ASSIGN(const std::uint64_t size, parse_size(value));
  if (size == 0) return Error{Code::invalid, "a packet of which nothing is kept says nothing"};
  request.packets.size_max = static_cast<std::uint32_t>(std::min<std::uint64_t>(size, WIRE_PACKET_MAX));
  return ok();
}

constexpr auto kWords = std::to_array<CaptureWord>({
    {"exec", "", "each file that is executed, and each script",
     [](std::string_view, CaptureRequest& request) {
       request.exec = true;
       return ok();
     }},
    {"net", "", "packets that processes send and receive, as pcapng",
     [](std::string_view, CaptureRequest& request) {
       request.packets.wanted = true;
       return ok();
     }},
    {"net-split", "HOW", "a file of all, or one for each: single, process, container, command (single)", take_split},
    {"net-snaplen", "SIZE", "of a packet, from its IP header on: what comes after is left out (65535)", take_snaplen},
    {"dir", "PATH", "the folder; what is there stays (/var/lib/trace)",
     [](std::string_view value, CaptureRequest& request) {
       request.folder = value;
       return ok();
     }},
    {"clear-dir", "", "empty that folder of earlier artifacts first",
     [](std::string_view, CaptureRequest& request) {
       request.clear_folder = true;
       return ok();
     }},
    {"max-file", "SIZE", "of one file: what comes after is left out (64M)", take_size<&CaptureLimits::file_bytes>},
    {"max-process", "SIZE", "of all files of one process (256M)", take_size<&CaptureLimits::process_bytes>},
    {"max-total", "SIZE", "of the folder, with what was there (2G)", take_size<&CaptureLimits::total_bytes>},
    {"max-files", "NUMBER", "in the folder (10000)", take_size<&CaptureLimits::total_files>},
    {"min-free", "SIZE", "that the disk keeps free; at least 5 % of it (1G)", take_size<&CaptureLimits::free_bytes>},
});

Status take(std::string_view part, CaptureRequest& request) {
  const std::size_t end = part.find_first_of(":=");
  const std::string_view name = part.substr(0, end);
  std::vector<std::string_view> known;
  for (const CaptureWord& word : kWords) {
    known.push_back(word.name);
    if (word.name != name) continue;
    const bool has_value = end != std::string_view::npos && end + 1 < part.size();
    if (word.value.empty() && end != std::string_view::npos) {
      return Error{Code::invalid, in_quotes(word.name) + " takes no value"};
    }
    if (!word.value.empty() && !has_value) {
      return Error{Code::invalid,
                   in_quotes(word.name) + " wants a value: " + std::string(word.name) + "=" + std::string(word.value)};
    }
    return word.take(has_value ? part.substr(end + 1) : std::string_view(), request);
  }
  return unknown_word("nothing that can be captured", name, known);
}

}  // namespace

Status parse_captures(const std::vector<std::string>& values, CaptureRequest& request) {
  for (const std::string& value : values) {
    // A folder of its own flag may have a comma in its name.
    const bool is_folder = value.starts_with("dir:") || value.starts_with("dir=");
    for (const std::string_view part : is_folder ? std::vector<std::string_view>{value} : parts_of(value, ',')) {
      Status taken = take(part, request);
      if (!taken) return std::move(taken).error().in("--capture");
    }
  }
  if (!values.empty() && !request.any()) {
    return Error{Code::invalid, "--capture: it says how, but not what: exec, net"};
  }
  return ok();
}

std::string capture_words() {
  std::string out;
  for (const CaptureWord& word : kWords) {
    out.append(out.empty() ? "" : " ").append(word.name).append(word.value.empty() ? "" : "=");
  }
  return out;
}

std::string capture_topic() {
  std::string out = "--capture WHAT,..., -c WHAT,...: keep what processes use, as files with a manifest.\n\n";
  for (const CaptureWord& word : kWords) {
    std::string left(word.name);
    if (!word.value.empty()) left.append("=").append(word.value);
    out.append("  ").append(left).append(left.size() < 20 ? 20 - left.size() : 1, ' ').append(word.help).append("\n");
  }
  return out + R"(
The folder has each content once, objects/ab/<sha256>, links to it that say when and what, out/host/exec.<time>.<name>,
and a line in manifest.ndjson for each trigger: captured, duplicate, limited or missed, and why. Scopes narrow what is
captured too. SHA256SUMS is written at the end: sha256sum --check SHA256SUMS. The event "artifact" tells the same in the stream.

Example: trace-ebpf --capture exec,dir=/root/case7 --output binary:/root/case7.trace -- ./suspicious
)";
}

std::string manual_of_captures() {
  std::string out;
  for (const CaptureWord& word : kWords) {
    out.append(".It Cm ").append(word.name);
    if (!word.value.empty()) out.append(" Ns = Ns Ar ").append(word.value);
    out.append("\n").append(word.help).append("\n");
  }
  return out;
}

}  // namespace trace
