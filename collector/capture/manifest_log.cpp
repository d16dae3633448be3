// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/manifest_log.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "collector/capture/held_file.h"
#include "common/artifact/sha256.h"
#include "common/base/write_all.h"

namespace trace {
namespace {

constexpr std::size_t kWaitingMax = 1 << 20;
constexpr std::uint64_t kLimitedLinesMax = 1000;
constexpr std::uint64_t kSealEveryNs = 10'000'000'000;

std::uint64_t boot_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

Result<ManifestLog> ManifestLog::open(UniqueFd file, bool sign) {
  ManifestLog log(std::move(file));
  TRY_ASSIGN(const auto tail, read_manifest_tail(log.file_.get()));
  log.end_ = tail.end;
  std::string reason;
  log.size_ = static_cast<std::uint64_t>(::lseek(log.file_.get(), 0, SEEK_END)) - tail.torn;
  if (tail.torn != 0) {
    if (::ftruncate(log.file_.get(), static_cast<off_t>(log.size_)) != 0) {
      return Error{Code::io, std::strerror(errno)};
    }
    reason = "a line that was not finished, of " + std::to_string(tail.torn) + " bytes, was cut off the manifest";
  }
  log.own_line("begin", reason);
  if (sign) log.seals_.emplace();
  log.seal(false);
  return log;
}

// Each minute in any case: the key that signs is wiped only then.
bool ManifestLog::is_time_to_seal(std::uint64_t boot_ns) const {
  return boot_ns - sealed_boot_ns_ >= (end_.lines == sealed_lines_ ? kEpochNs : kSealEveryNs);
}

void ManifestLog::seal(bool is_last) {
  if (!seals_) return;
  ManifestLine line;
  line.time_ns = wall_ns();
  line.kind = "keeper";
  line.result = "sealed";
  sealed_boot_ns_ = boot_ns();
  line.seal = seals_->next(end_, {line.time_ns, sealed_boot_ns_}, is_last);
  write(line);
  sealed_lines_ = end_.lines;
}

void ManifestLog::own_line(std::string_view result, std::string reason, std::string object) {
  ManifestLine line;
  line.time_ns = wall_ns();
  line.kind = "keeper";
  line.result = result;
  line.reason = std::move(reason);
  line.object = std::move(object);
  write(line);
}

void ManifestLog::count(const ManifestLine& line) {
  if (line.result == "captured") {
    counts_.captured += line.count;
    counts_.bytes += line.size.value_or(0);
  } else if (line.result == "duplicate") {
    counts_.duplicate += line.count;
  } else if (line.result == "limited") {
    counts_.limited += line.count;
  } else {
    counts_.missed += line.count;
  }
}

void ManifestLog::write(const ManifestLine& line) {
  if (line.kind != "keeper") count(line);
  if (line.result == "limited" && counts_.limited > kLimitedLinesMax) {
    summed_[{std::string(line.kind), line.reason}] += line.count;
    return;
  }
  append(line);
}

void ManifestLog::append(const ManifestLine& line) {
  if (waiting_.size() >= kWaitingMax) {
    ++unwritten_;
    return;
  }
  const std::size_t before = waiting_.size();
  waiting_ += manifest_line(line, end_);
  bytes_ += waiting_.size() - before;
  flush();
}

void ManifestLog::write_sums() {
  for (const auto& [what, count] : std::exchange(summed_, {})) {
    ManifestLine line;
    line.time_ns = wall_ns();
    line.kind = what.first;
    line.result = "limited";
    line.reason = what.second;
    line.count = count;
    append(line);
  }
  if (unwritten_ == 0 || waiting_.size() >= kWaitingMax) return;
  own_line("lost", std::to_string(std::exchange(unwritten_, 0)) + " lines found no room");
}

// All or nothing, so that a line is never torn by a full disk.
void ManifestLog::flush() {
  if (waiting_.empty()) return;
  const off_t before = ::lseek(file_.get(), 0, SEEK_END);
  if (write_all(file_.get(), waiting_) == 0) {
    size_ += waiting_.size();
    waiting_.clear();
  } else if (before >= 0 && ::ftruncate(file_.get(), before) != 0) {
    return;
  }
}

void ManifestLog::tick() {
  flush();
  write_sums();
  if (is_time_to_seal(boot_ns())) seal(false);
  // FALLOC_FL_KEEP_SIZE: room after the end. Where the file system cannot, there is none.
  ::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, ::lseek(file_.get(), 0, SEEK_END), kRoom);
}

void ManifestLog::sync() const {
  ::fdatasync(file_.get());
}

Result<std::string> ManifestLog::finish() {
  write_sums();
  own_line("end", std::to_string(counts_.all()) + " triggers: " + std::to_string(counts_.captured) + " captured, " +
                      std::to_string(counts_.duplicate) + " duplicates, " + std::to_string(counts_.limited) +
                      " limited, " + std::to_string(counts_.missed) + " missed");
  seal(true);
  flush();
  sync();
  if (!waiting_.empty()) return Error{Code::io, "the end of the manifest finds no room"};
  Sha256 hash;
  std::array<char, 1 << 16> buffer;
  ssize_t size = 0;
  off_t end = 0;
  for (; (size = ::pread(file_.get(), buffer.data(), buffer.size(), end)) > 0; end += size) {
    hash.add({buffer.data(), static_cast<std::size_t>(size)});
  }
  if (size < 0 || ::ftruncate(file_.get(), end) != 0) return Error{Code::io, std::strerror(errno)};
  return hash.take();
}

}  // namespace trace
