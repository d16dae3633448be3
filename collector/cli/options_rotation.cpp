// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_rotation.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/base/trusted_path.h"
#include "common/broker/file_names.h"
#include "common/cli/units.h"

namespace trace {
namespace {

constexpr std::string_view kNamesDefault = "%F-%H%M%S";
constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kRotateBytesLeast = 64 << 10;
constexpr std::uint64_t kKeepFilesLeast = 4;  // the one that is written, the one that ends, and something of before
constexpr std::uint64_t kSegmentNs = 30 * kSecondNs;
constexpr auto kWords = std::to_array<std::string_view>({"rotate=", "keep="});

bool is_folder(std::string_view path) {
  std::error_code unknown;
  return path.ends_with('/') || std::filesystem::is_directory(path, unknown);
}

std::string names_of(CollectorFormat format) {
  const std::string_view kind = format == CollectorFormat::frame ? "trace" : spec_of(format).name;
  return std::string(kNamesDefault) + "." + std::string(kind) + ".zst";
}

Error needs_time(const std::string& path) {
  return {Code::invalid, "rotate= and keep= are for several files: name a folder, or a time in " + in_quotes(path) +
                             " (DIR/%F-%H%M%S.trace.zst)"};
}

}  // namespace

bool is_rotated(CollectorFormat format, std::string_view path) {
  if (!spec_of(format).shows_program || path == "-" || path == "stdout") return false;
  return is_folder(path) || std::filesystem::path(path).filename().string().find('%') != std::string::npos;
}

// A time has its own units; m is one of both, and means minutes.
Result<bool> RotationWords::take_limit(std::string_view text, Limits& limits) {
  const bool has_unit = !text.empty() && text[0] >= '0' && text[0] <= '9' && (text.back() < '0' || text.back() > '9');
  if (!has_unit) return false;
  if (const auto time = parse_duration(text)) {
    limits.time_ns = static_cast<std::uint64_t>(time->count());
    return true;
  }
  const auto bytes = parse_size(text);
  if (bytes && *bytes != 0) limits.bytes = *bytes;
  return bytes && *bytes != 0;
}

Result<bool> RotationWords::take(std::string_view word) {
  for (const std::string_view name : kWords) {
    if (!word.starts_with(name)) continue;
    last_ = name == kWords[0] ? &rotate_ : &keep_;
    const std::string_view value = word.substr(name.size());
    TRY_ASSIGN(const bool is_limit, take_limit(value, *last_));
    if (is_limit) return true;
    return Error{Code::invalid, "invalid limit: " + in_quotes(value) + " (as 256M, 10G, 30s, 10m or 24h)"}.in(
        std::string(name.substr(0, name.size() - 1)));
  }
  if (last_ != nullptr) {
    TRY_ASSIGN(const bool is_limit, take_limit(word, *last_));
    if (is_limit) return true;
  }
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || word.find('/') < equals) return false;
  const std::string hint = did_you_mean(word.substr(0, equals + 1), kWords);
  if (hint.empty()) return false;
  return Error{Code::invalid, "unknown word " + in_quotes(word) + hint};
}

Status RotationWords::apply(OutputSpec& output) const {
  if (!output.rotation) return rotate_.is_given() || keep_.is_given() ? needs_time(output.path) : ok();
  Rotation& rotation = *output.rotation;
  if (is_folder(output.path)) {
    rotation.makes_folder = output.path.ends_with('/');
    rotation.folder = output.path;
    rotation.folder = without_slashes(std::move(rotation.folder));
    rotation.names = names_of(output.format);
  } else {
    const std::filesystem::path path(output.path);
    rotation.folder = path.has_parent_path() ? path.parent_path().string() : ".";
    rotation.names = path.filename().string();
  }
  TRY(FileNames::parse(rotation.names));
  output.path = rotation.folder + "/" + rotation.names;
  rotation.keep_bytes = keep_.bytes;
  rotation.keep_ns = keep_.time_ns;
  const std::uint64_t bytes_most = keep_.bytes == 0 ? kRotateBytesDefault : keep_.bytes / (2 * kKeepFilesLeast);
  rotation.time_ns = rotate_.is_given() ? rotate_.time_ns : kRotateTimeDefaultNs;
  rotation.bytes = rotate_.bytes;
  if (rotation.bytes == 0 && (!rotate_.is_given() || keep_.bytes != 0)) {
    rotation.bytes = std::min(kRotateBytesDefault, bytes_most);
  }
  if (rotation.bytes != 0 && rotation.bytes < kRotateBytesLeast) {
    return Error{Code::invalid,
                 keep_.bytes != 0 && rotate_.bytes == 0 ? "keep: 512k at least" : "rotate: 64k at least"};
  }
  if (keep_.bytes != 0 && keep_.bytes / kKeepFilesLeast < rotation.bytes) {
    return Error{Code::invalid, "keep: at least four times what a file may have (rotate=)"};
  }
  if (rotation.time_ns != 0 && rotation.time_ns < kSecondNs) return Error{Code::invalid, "rotate: 1s at least"};
  if (keep_.time_ns != 0 && rotation.time_ns != 0 && keep_.time_ns < rotation.time_ns) {
    return Error{Code::invalid, "keep: a file lives as long as it is written (rotate=) at least"};
  }
  return ok();
}

Result<OutputSpec> parse_flight_recorder(std::string_view text) {
  const auto parts = parts_of(text, ',');
  const auto refuse = [&](const std::string& why) {
    return Error{Code::invalid, "--flight-recorder " + in_quotes(text) + ": " + why};
  };
  if (parts.size() < 2) return refuse("how long and how much is kept, as 10m,2G");
  OutputSpec output{CollectorFormat::frame, "", Rotation()};
  std::string folder(parts.size() > 2 ? text.substr(parts[0].size() + parts[1].size() + 2) : kFlightFolderDefault);
  if (folder.empty()) return refuse("no folder is named after the last comma");
  output.path = folder.ends_with('/') ? folder : folder + "/";
  const auto time = parse_duration(parts[0]);
  const auto bytes = parse_size(parts[1]);
  if (!time) return refuse(time.error().message);
  if (!bytes) return refuse(bytes.error().message);
  RotationWords words;
  for (const std::string& word : {"rotate=" + std::to_string(kSegmentNs / kSecondNs) + "s",
                                  "keep=" + std::string(parts[0]), std::string(parts[1])}) {
    const auto taken = words.take(word);
    if (!taken) return refuse(taken.error().message);
    if (!*taken) return refuse("how long and how much is kept, as 10m,2G");
  }
  if (const Status applied = words.apply(output); !applied) return refuse(applied.error().message);
  return output;
}

}  // namespace trace
