// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_capture.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "collector/capture/packet_headers.h"
#include "common/base/text.h"
#include "common/cli/parse.h"
#include "common/cli/units.h"

namespace trace {
namespace {

// A word, or a word and its value: "max-file=64M". Tracee has a colon where others have "=": both are read.
struct CaptureWord {
  std::string_view name;
  std::string_view value;  // what it stands for in help; empty: there is none
  std::string_view help;
  Status (*take)(std::string_view value, CaptureRequest& request);
  bool is_optional = false;  // the value
};

template <std::uint64_t CaptureLimits::*limit>
Status take_size(std::string_view value, CaptureRequest& request) {
  TRY_ASSIGN(request.limits.*limit, parse_size(value));
  return ok();
}

Status take_free(std::string_view value, CaptureRequest& request) {
  TRY_ASSIGN(request.limits.kept_free.bytes, parse_size(value));
  return ok();
}

Status take_when_full(std::string_view value, CaptureRequest& request) {
  if (value != "stop" && value != "oldest") {
    return unknown_word("nothing to do when it is full", value, std::vector<std::string_view>{"stop", "oldest"});
  }
  request.limits.oldest_go = value == "oldest";
  return ok();
}

Status take_split(std::string_view value, CaptureRequest& request) {
  constexpr std::array<std::string_view, kPacketSplits> kNames{"single", "process", "container", "command"};
  const auto found = std::ranges::find(kNames, value);
  if (found == kNames.end()) return unknown_word("no way to split packets", value, {kNames.begin(), kNames.end()});
  request.packets.splits.set(static_cast<std::size_t>(found - kNames.begin()));
  return ok();
}

Status take_net(std::string_view value, CaptureRequest& request) {
  request.packets.wanted = true;
  return value.empty() ? ok() : take_split(value, request);
}

Status take_snaplen(std::string_view value, CaptureRequest& request) {
  request.packets.only_headers = value == "headers";
  if (value == "headers") {
    request.packets.size_max = kPacketHeadersMax;
    return ok();
  }
  TRY_ASSIGN(const std::uint64_t size, parse_size(value));
  if (size == 0) return Error{Code::invalid, "a packet of which nothing is kept says nothing"};
  request.packets.size_max = static_cast<std::uint32_t>(std::min<std::uint64_t>(size, WIRE_PACKET_MAX));
  return ok();
}

// A word and what it stands for: "pipe".
struct NamedBits {
  std::string_view name;
  std::uint32_t bits;
};
constexpr std::string_view kElf = "elf";
constexpr auto kTypes = std::to_array<NamedBits>({{"regular", WIRE_FILE_REGULAR},
                                                  {"pipe", WIRE_FILE_PIPE},
                                                  {"socket", WIRE_FILE_SOCKET},
                                                  {"memfd", WIRE_FILE_MEMORY},
                                                  {"other", WIRE_FILE_OTHER},
                                                  {kElf, 0}});
constexpr auto kDescriptors = std::to_array<NamedBits>({{"stdin", 1}, {"stdout", 2}, {"stderr", 4}});

Status take_bits(std::span<const NamedBits> words, std::string_view what, std::string_view value, std::uint32_t& bits) {
  std::vector<std::string_view> known;
  for (const NamedBits& word : words) {
    known.push_back(word.name);
    if (word.name != value) continue;
    bits |= word.bits;
    return ok();
  }
  return unknown_word(what, value, known);
}

Status take_path(std::string_view path, TransferRequest& request) {
  if (!path.starts_with('/')) return Error{Code::invalid, "a path begins with \"/\": " + in_quotes(path)};
  if (request.paths.size() >= WIRE_CAPTURE_PREFIXES_MAX) {
    return Error{Code::invalid, std::to_string(WIRE_CAPTURE_PREFIXES_MAX) + " paths are the most"};
  }
  if (path.find('*') < path.size() - 1) return Error{Code::invalid, "\"*\" is the end of a path: " + in_quotes(path)};
  request.paths.emplace_back(path);
  return ok();
}

// "", "/etc/*", "path=/etc/*", "type=pipe", "fd=stdout".
template <wire_way way>
Status take_transfer(std::string_view value, CaptureRequest& all) {
  TransferRequest& request = all.transfers[way];
  request.is_wanted = true;
  if (value.empty()) return ok();
  if (value.starts_with('/')) return take_path(value, request);
  const std::size_t end = value.find('=');
  const std::string_view name = value.substr(0, end);
  const std::string_view rest = end == std::string_view::npos ? std::string_view() : value.substr(end + 1);
  if (name == "path") return take_path(rest, request);
  if (name == "type" && rest == kElf) {
    request.only_elf = true;
    return ok();
  }
  if (name == "type") return take_bits(kTypes, "no type of file", rest, request.types);
  if (name == "fd") return take_bits(kDescriptors, "no descriptor", rest, request.fds);
  return unknown_word("nothing to choose files by (a path begins with \"/\")", name,
                      std::vector<std::string_view>{"path", "type", "fd"});
}

Status take_exec(std::string_view value, CaptureRequest& request) {
  request.exec = true;
  if (value.empty()) return ok();
  if (value != "libs") return unknown_word("nothing that is executed", value, std::vector<std::string_view>{"libs"});
  request.transfers[WIRE_WAY_LIBRARY].is_wanted = true;
  return ok();
}

template <wire_way way>
Status take_region(std::string_view, CaptureRequest& request) {
  request.transfers[way].is_wanted = true;
  return ok();
}

constexpr auto kWords = std::to_array<CaptureWord>({
    {"exec", "[libs]", "each file that is executed, and each script; exec=libs: and each library", take_exec, true},
    {"write", "[PATH*]", "what is written; also write=type=TYPE, write=fd=stdout", take_transfer<WIRE_WAY_WRITE>, true},
    {"read", "[PATH*]", "what is read, likewise", take_transfer<WIRE_WAY_READ>, true},
    {"mem", "", "memory that is made executable", take_region<WIRE_WAY_MEMORY>},
    {"module", "", "kernel modules that are loaded", take_region<WIRE_WAY_MODULE>},
    {"bpf", "", "BPF programs that are loaded", take_region<WIRE_WAY_PROGRAM>},
    {"net", "[HOW]", "packets that processes send and receive, as pcapng; net=HOW: also net-split=HOW", take_net, true},
    {"net-split", "HOW", "a file of all, or one for each: single, process, container, command (single)", take_split},
    {"net-snaplen", "SIZE",
     "of a packet, from its IP header on: what comes after is left out (65535); headers: nothing but those",
     take_snaplen},
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
    {"min-free", "SIZE", "that the disk keeps free; at least 5 % of it (1G)", take_free},
    {"when-full", "HOW", "stop: keep no more; oldest: what was used longest ago makes room (stop)", take_when_full},
});

// Other words of Tracee for the same.
struct Alias {
  std::string_view word;
  std::string_view name;
};
constexpr auto kAliases = std::to_array<Alias>({{"network", "net"}, {"pcap", "net"}, {"pcap-snaplen", "net-snaplen"}});

std::string_view unaliased(std::string_view word) {
  const auto alias = std::ranges::find(kAliases, word, &Alias::word);
  return alias == kAliases.end() ? word : alias->name;
}

Status take(std::string_view part, CaptureRequest& request) {
  const std::size_t end = part.find_first_of(":=");
  const std::string_view name = unaliased(part.substr(0, end));
  std::vector<std::string_view> known;
  for (const CaptureWord& word : kWords) {
    known.push_back(word.name);
    if (word.name != name) continue;
    const bool has_value = end != std::string_view::npos && end + 1 < part.size();
    if (word.value.empty() && end != std::string_view::npos) {
      return Error{Code::invalid, in_quotes(word.name) + " takes no value"};
    }
    if (!word.value.empty() && !has_value && !(word.is_optional && end == std::string_view::npos)) {
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
    return Error{Code::invalid, "--capture: it says how, but not what: exec, write, read, mem, module, bpf or net"};
  }
  return ok();
}

std::string capture_words() {
  std::string out;
  for (const CaptureWord& word : kWords) {
    if (word.value.empty() || word.is_optional) out.append(out.empty() ? "" : " ").append(word.name);
    if (!word.value.empty()) out.append(out.empty() ? "" : " ").append(word.name).append("=");
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
Of what is written the whole file is kept when it is closed, and the bytes of the calls are compared with it: "stream" in
the manifest is whole, part or differs, and what differs is kept, too. Pipes, sockets, terminals and memfd have the bytes only. PATH is whole, or
a beginning and "*"; up to 8 of them; TYPE is regular, pipe, socket, memfd, other or elf; words of one kind add up.

Packets are in out/pcap, as pcapng; an interface there is a process: tshark -r single.pcap -Y 'frame.interface_name == "curl[4711]"'.

The folder has each content once, objects/ab/<sha256>, links to it that say when and what, out/host/exec.<time>.<name>,
and a line in manifest.ndjson for each trigger: captured, duplicate, limited or missed, and why. Scopes narrow what is
captured too. SHA256SUMS is written at the end: sha256sum --check SHA256SUMS. The event "artifact" tells the same in the stream.

Example: trace-ebpf --capture exec,write=/etc/*,dir=/root/case7 --output binary:/root/case7.trace -- ./suspicious
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
