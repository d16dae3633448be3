// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/store.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "collector/capture/artifact_folders.h"
#include "collector/capture/beneath.h"
#include "collector/capture/safe_name.h"
#include "common/artifact/sha256.h"
#include "common/base/file_lock.h"
#include "common/base/guarded_folder.h"
#include "common/base/spare_room.h"
#include "common/base/text.h"
#include "common/base/trusted_path.h"
#include "common/base/write_all.h"

namespace trace {
namespace {

constexpr const char* kMarker = ".trace-capture";
constexpr std::uint64_t kTickNs = 2'000'000'000;  // the coarsest time of a file: that of FAT

Error failure(const std::string& folder, const std::string& why) {
  return {Code::io, "folder of artifacts " + in_quotes(folder) + ": " + why};
}

Error system_failure(const std::string& folder, const std::string& doing) {
  return failure(folder, doing + ": " + std::strerror(errno));
}

// Besides the recordings that a flight recorder keeps below the same folder by default.
bool has_entries(const std::string& folder) {
  std::error_code failed;
  std::filesystem::directory_iterator at(folder, failed);
  for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    const std::string name = at->path().filename().string();
    std::error_code unknown;
    const bool is_recorded = (name == "flight" || name == "incidents") && at->is_directory(unknown);
    if (!is_recorded) return true;
  }
  return false;
}

std::string object_name(const std::string& sha256) {
  return "objects/" + sha256.substr(0, 2) + "/" + sha256;
}

// By its descriptor: its path may lead to another one by now.
void remove_contents(int root) {
  for (const char* const name : kArtifactFolders) remove_beneath(root, name);
  for (const char* const name : kProofNames) ::unlinkat(root, name, 0);
}

// The regular files in objects/, by the descriptor of the folder: another one may have its name by now. Errors: by errno.
std::optional<std::vector<Entry>> objects_of(int root) {
  std::vector<Entry> objects;
  const auto folders = entries_of(root, "objects");
  if (!folders) return std::nullopt;
  for (const Entry& folder : *folders) {
    if (!S_ISDIR(folder.status.stx_mode)) continue;
    auto files = entries_of(root, "objects/" + folder.name);
    if (!files) return std::nullopt;
    for (Entry& file : *files) {
      if (S_ISREG(file.status.stx_mode)) objects.push_back(std::move(file));
    }
  }
  return objects;
}

// The file that says that it is a folder of artifacts, locked. Errors: it is none, or somebody else has it.
Result<UniqueFd> lock_folder(const std::string& folder, int root) {
  UniqueFd marker = open_beneath(root, kMarker, O_RDWR);
  if (!marker) {
    if (has_entries(folder)) return failure(folder, "it is not empty, and no folder of artifacts");
    marker = open_beneath(root, kMarker, O_RDWR | O_CREAT | O_EXCL);
  }
  if (!marker) return system_failure(folder, kMarker);
  if (!lock_for_writing(marker.get())) return failure(folder, "another program is writing there");
  return marker;
}

Result<ManifestLog> open_manifest(const std::string& folder, int root, bool sign) {
  UniqueFd file = open_beneath(root, kManifestName, O_RDWR | O_APPEND | O_CREAT);
  if (!file) return system_failure(folder, kManifestName);
  auto log = ManifestLog::open(std::move(file), sign);
  if (!log) return failure(folder, std::string(kManifestName) + ": " + log.error().message);
  return log;
}

// Whether who changes a file changes its times, and cannot while it is executed. In memory a mapping does not; on overlayfs a mapping is
// one of the layer's file, which the kernel executes whoever has it open.
bool tells_of_changes(int fd) {
  struct statfs status {};
  return ::fstatfs(fd, &status) == 0 && status.f_type != TMPFS_MAGIC && status.f_type != RAMFS_MAGIC &&
         status.f_type != OVERLAYFS_SUPER_MAGIC;
}

bool is_zero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

Needs ArtifactStore::needs() {
  return {{SYS_openat2},   {SYS_mkdirat}, {SYS_linkat},    {SYS_unlinkat},  {SYS_renameat2},
          {SYS_renameat},  {SYS_statx},   {SYS_fstatfs},   {SYS_pread64},   {SYS_pwrite64},
          {SYS_ftruncate}, {SYS_syncfs},  {SYS_fdatasync}, {SYS_fallocate}, {SYS_getdents64}};
}

Result<ArtifactStore> ArtifactStore::open(const CaptureRequest& request) {
  const std::string folder = without_slashes(request.folder);
  Result<UniqueFd> opened = open_guarded_folder(folder, MakeFolder::it_and_those_above);
  if (!opened) return failure(folder, opened.error().message);
  UniqueFd root = *std::move(opened);
  TRY_ASSIGN(UniqueFd lock, lock_folder(folder, root.get()));
  if (request.clear_folder) remove_contents(root.get());
  for (const char* const name : kArtifactFolders) {
    if (!make_folder_beneath(root.get(), name)) return system_failure(folder, name);
  }
  TRY_ASSIGN(ManifestLog manifest, open_manifest(folder, root.get(), request.sign));
  ArtifactStore store(std::move(root), std::move(lock), std::move(manifest), folder, request.limits);
  TRY(store.take_over());
  return store;
}

UniqueFd ArtifactStore::open_below(const std::string& path, int flags) const {
  return open_beneath(root_.get(), path.c_str(), flags);
}

bool ArtifactStore::make_folder(const std::string& path) const {
  return make_folder_beneath(root_.get(), path.c_str());
}

// What is there counts towards the limits, and what a killed run left unfinished is named.
Status ArtifactStore::take_over() {
  const auto objects = objects_of(root_.get());
  if (!objects) return system_failure(folder_, "objects");
  for (const Entry& object : *objects) {
    total_bytes_ += object.status.stx_size;
    ++total_files_;
  }
  if (limits_.oldest_go) kept_ = KeptObjects::of_folder(folder_);
  const auto left = entries_of(root_.get(), "tmp");
  if (!left) return system_failure(folder_, "tmp");
  for (const Entry& entry : *left) {
    const std::string name = "tmp/" + entry.name;
    if (!set_aside(name, "a copy that was not finished when an earlier run was ended")) {
      return system_failure(folder_, name);
    }
  }
  return ok();
}

std::string ArtifactStore::limit_of(std::uint64_t process, std::uint64_t size) {
  const auto budget = budgets_.find(process);
  if (budget != budgets_.end()) {
    if (budget->second.files >= limits_.process_files) return "files of one process";
    if (budget->second.bytes + size > limits_.process_bytes) return "bytes of one process";
  }
  make_room(size, true);
  if (total_files_ >= limits_.total_files) return "files of all";
  return limit_of_all(size);
}

bool ArtifactStore::is_too_much(std::uint64_t size) const {
  // Room for the first lines of the manifest is kept in any case.
  const std::uint64_t lines = manifest_.bytes() - std::min(manifest_.bytes(), ManifestLog::kRoom);
  return total_bytes_ + lines + size > limits_.total_bytes;
}

std::string ArtifactStore::limit_of_all(std::uint64_t size) const {
  if (is_too_much(size)) return "bytes of all";
  return has_spare_room(root_.get(), size, limits_.kept_free) ? "" : "room that the disk keeps free";
}

ArtifactStore::Kept ArtifactStore::keep(int fd, const FileStatus& status, std::uint64_t process,
                                        std::uint64_t unwritten_ns) {
  // What was changed within a tick of its clock may change again and look the same.
  const bool is_settled = status.file.ctime_ns + kTickNs < unwritten_ns && tells_of_changes(fd);
  const Identity identity{status.file.dev, status.file.inode, status.file.ctime_ns, status.size};
  const auto known = unwritten_ns == 0 ? known_.end() : known_.find(identity);
  if (known != known_.end() && is_settled && known->second.is_settled) return use(known->second);
  Kept kept;
  const std::uint64_t size = std::min(status.size, limits_.file_bytes);
  if (std::string limit = limit_of(process, size); !limit.empty()) {
    kept.result = "limited";
    kept.reason = std::move(limit);
    return kept;
  }
  if (known != known_.end() && has_content(fd, status, known->second)) {
    known->second.is_settled = is_settled;
    charge(process, known->second.size);
    kept = use(known->second);
    kept.is_known = false;
    return kept;
  }
  const std::string tmp = "tmp/" + std::to_string(tmp_count_++);
  if (const int error = copy(fd, status, limits_.file_bytes, tmp, kept); error != 0) {
    ::unlinkat(root_.get(), tmp.c_str(), 0);
    kept.result = error == ENOSPC || error == EDQUOT ? "limited" : "missed";
    kept.reason = error == ENOSPC || error == EDQUOT ? "disk full" : std::strerror(error);
    return kept;
  }
  kept.object = object_name(kept.sha256);
  if (limits_.oldest_go) kept_.use(kept.object, kept.size);
  make_folder(kept.object.substr(0, kept.object.find_last_of('/')));
  charge(process, kept.size);
  if (::renameat2(root_.get(), tmp.c_str(), root_.get(), kept.object.c_str(), RENAME_NOREPLACE) == 0) {
    kept.result = "captured";
    total_bytes_ += kept.size;
    ++total_files_;
  } else {
    const int error = errno;
    ::unlinkat(root_.get(), tmp.c_str(), 0);
    kept.result = error == EEXIST ? "duplicate" : "missed";
    if (error != EEXIST) kept.reason = std::strerror(error);
  }
  const bool is_whole = kept.result != "missed" && !kept.changed;
  kept.is_settled = is_settled && is_whole;
  if (unwritten_ns != 0 && is_whole) remember(identity, kept);
  return kept;
}

// What it takes to read it, also if it is there already.
void ArtifactStore::charge(std::uint64_t process, std::uint64_t bytes) {
  if (budgets_.size() >= kKnownMax) budgets_.clear();
  Budget& budget = budgets_[process];
  budget.bytes += bytes;
  ++budget.files;
}

ArtifactStore::Kept ArtifactStore::use(const Kept& known) {
  if (limits_.oldest_go) kept_.use(known.object, known.size);
  Kept kept = known;
  kept.result = "duplicate";
  kept.is_known = true;
  return kept;
}

UniqueFd ArtifactStore::make_unfinished(std::string& name, int flags) {
  name = "tmp/" + std::to_string(tmp_count_++);
  return open_below(name, O_RDWR | O_CREAT | O_EXCL | flags);
}

void ArtifactStore::remove_unfinished(const std::string& name) const {
  ::unlinkat(root_.get(), name.c_str(), 0);
}

void ArtifactStore::remember(const Identity& identity, const Kept& kept) {
  if (known_.size() >= kKnownMax) known_.clear();
  known_[identity] = kept;
}

void ArtifactStore::also_known(const Kept& kept, std::uint32_t dev, std::uint64_t inode, std::uint64_t ctime_ns) {
  if (kept.is_settled) remember({dev, inode, ctime_ns, kept.size}, kept);
}

std::optional<ArtifactStore::Kept> ArtifactStore::find_known(std::uint32_t dev, std::uint64_t inode,
                                                             std::uint64_t ctime_ns) {
  const auto found = known_.lower_bound({dev, inode, ctime_ns, 0});
  if (found == known_.end()) return std::nullopt;
  const Identity& identity = found->first;
  if (identity.dev != dev || identity.inode != inode || identity.ctime_ns != ctime_ns) return std::nullopt;
  if (!found->second.is_settled) return std::nullopt;
  return use(found->second);
}

// Reads it as copy() does, and writes nothing.
bool ArtifactStore::has_content(int fd, const FileStatus& status, const Kept& known) const {
  Sha256 hash;
  std::array<char, 1 << 16> buffer;
  std::uint64_t done = 0;
  while (done < known.size) {
    const ssize_t size =
        ::pread(fd, buffer.data(), std::min<std::uint64_t>(buffer.size(), known.size - done), static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    hash.add({buffer.data(), static_cast<std::size_t>(size)});
    done += static_cast<std::uint64_t>(size);
    if (on_piece_) on_piece_();
  }
  const auto after = status_of(fd);
  return hash.take() == known.sha256 && after && status.same_content(*after);
}

int ArtifactStore::copy(int fd, const FileStatus& status, std::uint64_t most, const std::string& tmp, Kept& kept) {
  UniqueFd out = open_below(tmp, O_WRONLY | O_CREAT | O_EXCL);
  if (!out) return errno;
  const bool has_holes = status.blocks * 512 < status.size;
  Sha256 hash;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const std::uint64_t left = most - kept.size;
    const ssize_t size =
        ::pread(fd, buffer.data(), std::min<std::uint64_t>(buffer.size(), left), static_cast<off_t>(kept.size));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0) break;
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(size));
    hash.add(piece);
    if (has_holes && is_zero(piece)) {
      if (::lseek(out.get(), size, SEEK_CUR) < 0) return errno;
    } else if (const int error = write_all(out.get(), piece); error != 0) {
      return error;
    }
    kept.size += static_cast<std::uint64_t>(size);
    if (on_piece_) on_piece_();
  }
  if (has_holes && ::ftruncate(out.get(), static_cast<off_t>(kept.size)) != 0) return errno;
  kept.sha256 = hash.take();
  const auto after = status_of(fd);
  kept.changed = !after || !status.same_content(*after);
  kept.truncated = after && after->size > kept.size;
  if (++unsynced_count_ <= kUnsyncedMax) unsynced_.push_back(std::move(out));
  return 0;
}

std::string ArtifactStore::link(const Kept& kept, std::string_view container, std::string_view kind,
                                std::uint64_t time_ns, std::string_view path) {
  const std::string folder = "out/" + (container.empty() ? std::string("host") : safe_name(container));
  const std::string name = safe_name(base_name(path));
  if (linked_.size() >= kKnownMax) linked_.clear();
  if (!linked_.insert(folder + "/" + name + " " + kept.sha256).second) return {};
  const std::string full = folder + "/" + std::string(kind) + "." + std::to_string(time_ns) + "." + name;
  if (!make_folder(folder)) return {};
  if (::linkat(root_.get(), kept.object.c_str(), root_.get(), full.c_str(), 0) != 0) return {};
  kept_.add_link(kept.object, full);
  return full;
}

void ArtifactStore::tick() {
  manifest_.tick();
  look_at_manifest();
  look_at_folder();
  sync();
}

void ArtifactStore::sync() {
  if (unsynced_count_ == 0) return;
  if (unsynced_count_ > kUnsyncedMax) {
    ::syncfs(root_.get());
  } else {
    for (const UniqueFd& fd : unsynced_) ::fdatasync(fd.get());
    manifest_.sync();
  }
  unsynced_.clear();
  unsynced_count_ = 0;
}

Status ArtifactStore::finish() {
  sync();
  const auto sha256 = manifest_.finish();
  look_at_manifest();
  look_at_folder();
  if (!sha256) return failure(folder_, sha256.error().message);
  return write_sums(*sha256);
}

Status ArtifactStore::write_sums(const std::string& manifest_sha256) {
  const auto there = objects_of(root_.get());
  if (!there) return system_failure(folder_, "objects");
  std::vector<std::string> objects;
  for (const Entry& object : *there) {
    if (object.name.size() == 64) objects.push_back(object.name);
  }
  std::sort(objects.begin(), objects.end());
  std::string sums;
  for (const std::string& name : objects) sums.append(name).append("  ").append(object_name(name)).append("\n");
  sums.append(manifest_sha256).append("  ").append(kManifestName).append("\n");
  const UniqueFd out = open_below("tmp/sums", O_WRONLY | O_CREAT | O_TRUNC);
  if (!out || write_all(out.get(), sums) != 0 || ::fdatasync(out.get()) != 0 ||
      ::renameat2(root_.get(), "tmp/sums", root_.get(), kSumsName, 0) != 0) {
    return system_failure(folder_, kSumsName);
  }
  return ok();
}

}  // namespace trace
