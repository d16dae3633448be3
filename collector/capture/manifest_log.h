// SPDX-License-Identifier: Apache-2.0
// The manifest of a folder of artifacts while it is written: a line for each trigger, counted by result.
//
// A line is written whole or not at all. One that finds no room waits, and is tried again each second; there is room for the first
// MiB even if the disk is full, since it is set aside. Of what is limited there are some lines; then one for all of a second that are alike,
// with their count.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "collector/capture/manifest_seals.h"
#include "common/artifact/manifest.h"
#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

class ManifestLog {
 public:
  static constexpr std::uint64_t kRoom = 1 << 20;  // that is set aside

  // Goes on with the lines that are in the file, and writes a first one of its own; with signed seals if sign. Errors: io, corrupt.
  static Result<ManifestLog> open(UniqueFd file, bool sign);

  // By which the next seal is signed; null if none is.
  const PublicKey* key() const { return seals_ ? &seals_->key() : nullptr; }

  void write(const ManifestLine& line);
  // A line by the keeper itself.
  void own_line(std::string_view result, std::string reason, std::string object = {});
  // To be called every second: what waits, what was summed up, a seal if it is time, and room for what comes.
  void tick();
  void sync() const;
  // The last line. Gives the room behind it back. Returns the SHA-256 of the whole. Errors: io, if there is no room for it.
  Result<std::string> finish();

  // Triggers by result, but for lines of the keeper.
  struct Counts {
    std::uint64_t captured = 0, duplicate = 0, limited = 0, missed = 0;
    std::uint64_t bytes = 0;  // captured
    std::uint64_t all() const { return captured + duplicate + limited + missed; }
  };
  const Counts& counts() const { return counts_; }
  std::uint64_t lines() const { return end_.lines; }
  std::uint64_t bytes() const { return bytes_; }  // of this run
  int fd() const { return file_.get(); }
  std::uint64_t size() const { return size_; }  // that the file has if nobody else writes it

 private:
  explicit ManifestLog(UniqueFd file) : file_(std::move(file)) {}

  void count(const ManifestLine& line);
  void append(const ManifestLine& line);
  void flush();
  void write_sums();
  bool is_time_to_seal(std::uint64_t boot_ns) const;
  void seal(bool is_last);

  UniqueFd file_;
  ManifestEnd end_;
  std::optional<ManifestSeals> seals_;
  std::uint64_t sealed_lines_ = 0;
  std::uint64_t sealed_boot_ns_ = 0;
  std::string waiting_;          // lines that found no room
  std::uint64_t unwritten_ = 0;  // lines that there was not even room for to wait
  std::uint64_t bytes_ = 0;
  std::uint64_t size_ = 0;
  std::map<std::pair<std::string, std::string>, std::uint64_t> summed_;  // limited triggers by kind and reason
  Counts counts_;
};

}  // namespace trace
