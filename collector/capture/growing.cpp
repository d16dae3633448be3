// SPDX-License-Identifier: Apache-2.0
// Artifacts that grow while they are captured.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "collector/capture/store.h"
#include "common/base/write_all.h"

namespace trace {
namespace {

constexpr unsigned kLinksMax = 10'000;  // of one name

std::string reason_of(int error) {
  return error == ENOSPC || error == EDQUOT ? "disk full" : std::strerror(error);
}

}  // namespace

Result<ArtifactStore::Growing> ArtifactStore::begin() {
  make_room(0, true);
  if (total_files_ >= limits_.total_files) return Error{Code::io, "files of all"};
  if (std::string limit = limit_of_all(0); !limit.empty()) return Error{Code::io, std::move(limit)};
  Growing growing;
  growing.fd = make_unfinished(growing.tmp, O_APPEND);
  if (!growing.fd) return Error{Code::io, reason_of(errno)};
  ++total_files_;
  return growing;
}

std::string ArtifactStore::append(Growing& growing, std::string_view bytes, std::uint64_t process) {
  make_room(bytes.size(), false);
  if (std::string limit = limit_of_all(bytes.size()); !limit.empty()) return limit;
  if (process != 0 && budgets_.size() >= kKnownMax) budgets_.clear();
  if (process != 0 && budgets_[process].bytes + bytes.size() > limits_.process_bytes) return "bytes of one process";
  const off_t before = ::lseek(growing.fd.get(), 0, SEEK_END);
  if (const int error = write_all(growing.fd.get(), bytes); error != 0) {
    // What was begun is cut off, so that a reader finds whole blocks.
    return ::ftruncate(growing.fd.get(), before) == 0 ? reason_of(error) : std::strerror(errno);
  }
  growing.hash.add(bytes);
  growing.size += bytes.size();
  total_bytes_ += bytes.size();
  if (process != 0) budgets_[process].bytes += bytes.size();
  return {};
}

ArtifactStore::Kept ArtifactStore::finish(Growing growing) {
  Kept kept;
  kept.size = growing.size;
  if (auto damage = damage_of(growing.fd.get(), growing.size, growing.tmp)) {
    if (!set_aside(growing.tmp, *damage)) discard(growing);
    kept.result = "missed";
    kept.reason = *damage;
    damages_.push_back(*std::move(damage));
    return kept;
  }
  kept.result = "captured";
  kept.sha256 = growing.hash.take();
  kept.object = "objects/" + kept.sha256.substr(0, 2) + "/" + kept.sha256;
  make_folder(kept.object.substr(0, kept.object.find_last_of('/')));
  if (::renameat2(root_.get(), growing.tmp.c_str(), root_.get(), kept.object.c_str(), RENAME_NOREPLACE) != 0) {
    const int error = errno;
    discard(growing);
    kept.result = error == EEXIST ? "duplicate" : "missed";
    if (error != EEXIST) {
      kept.reason = std::strerror(error);
      kept.object.clear();
    }
    return kept;
  }
  if (++unsynced_count_ <= kUnsyncedMax) unsynced_.push_back(std::move(growing.fd));
  if (limits_.oldest_go) kept_.use(kept.object, kept.size);
  return kept;
}

void ArtifactStore::discard(const Growing& growing) {
  remove_unfinished(growing.tmp);
  --total_files_;
  total_bytes_ -= growing.size;
}

std::string ArtifactStore::link_at(const Kept& kept, const std::string& stem, std::string_view suffix) {
  for (std::size_t slash = stem.find('/'); slash != std::string::npos; slash = stem.find('/', slash + 1)) {
    if (!make_folder(stem.substr(0, slash))) return {};
  }
  for (unsigned number = 1; number < kLinksMax; ++number) {
    std::string path = stem;
    if (number > 1) path.append(".").append(std::to_string(number));
    path.append(".").append(suffix);
    if (::linkat(root_.get(), kept.object.c_str(), root_.get(), path.c_str(), 0) == 0) {
      kept_.add_link(kept.object, path);
      return path;
    }
    if (errno != EEXIST) return {};
  }
  return {};
}

}  // namespace trace
