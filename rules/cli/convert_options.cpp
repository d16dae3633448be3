// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/convert_options.h"

#include <vector>

#include "common/base/text.h"

namespace trace {
namespace {

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

std::string formats_with_detections() {
  std::string all;
  for (const ExportSpec& one : kExports) {
    if (one.has_detections) all.append(all.empty() ? "" : ", ").append(one.name);
  }
  return all;
}

Result<ExportFormat> format_of(const ParsedFlags& flags) {
  std::vector<std::string_view> known;
  std::string all;
  for (const ExportSpec& one : kExports) {
    known.push_back(one.name);
    all.append(all.empty() ? "" : ", ").append(one.name);
  }
  const std::string* const text = flags.last("format");
  if (text == nullptr) return invalid("convert: to what? (--format " + all + ")");
  if (*text == "pcapng" || *text == "pcap") {
    return invalid("--format " + *text +
                   ": packets are in no recording: those that trace-ebpf --capture net keeps are pcapng files already, "
                   "in out/pcap of its folder");
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] == *text) return static_cast<ExportFormat>(i);
  }
  return unknown_word("unknown format", *text, known).in("--format");
}

}  // namespace

Result<ConvertOptions> take_convert(const ParsedFlags& flags) {
  ConvertOptions options;
  TRY_ASSIGN(options.format, format_of(flags));
  const ExportSpec& format = kExports.at(static_cast<std::size_t>(options.format));
  options.detections = flags.has("detections");
  if (options.detections && !format.has_detections) {
    return invalid("--detections: " + std::string(format.name) + " has no place for them; these have: " +
                   formats_with_detections() + " (or trace-rules --output json FILE)");
  }
  if (flags.all("output").size() > 1) return invalid("--output: what is converted is written to one file");
  if (const std::string* const path = flags.last("output")) options.path = *path;
  return options;
}

}  // namespace trace
