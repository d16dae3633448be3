// SPDX-License-Identifier: Apache-2.0
// The folder of artifacts: contents by their hash, names that say when and what, and the manifest.
//
//   DIR/                           0700, ours
//     .trace-capture               says that it is such a folder; locked by who writes it
//     objects/ab/abcd…             a content, once, 0600; its name is its SHA-256
//     out/CONTAINER/exec.TIME.NAME hard links to objects, named as Tracee names its files; CONTAINER is "host" or an id
//     tmp/                         unfinished ones; what a run that was killed left there is moved to partial/ by the next
//     manifest.ndjson              common/artifact/manifest.h
//     SHA256SUMS                   at the end of a run: of all objects and of the manifest, for sha256sum -c
//
// Names that others have chosen become safe ones (safe_name.h), and nothing is opened but below DIR without links
// (openat2(2)). What is listed in the manifest is whole: an object gets its name when all of it is written. It is synced to disk once a
// second, so a machine that loses power may have listed an object within its last second whose content is not there; its hash tells.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "collector/capture/held_file.h"
#include "collector/capture/kept_objects.h"
#include "collector/capture/manifest_log.h"
#include "collector/capture/request.h"
#include "common/artifact/sha256.h"
#include "common/base/result.h"
#include "common/base/sandbox.h"

namespace trace {

class ArtifactStore {
 public:
  // Makes the folder if there is none, takes what an earlier run left, and writes a first line. Errors: it is another user's, or
  // others may write there; it has files and is no such folder; another program is writing it; of the system.
  static Result<ArtifactStore> open(const CaptureRequest& request);

  struct Kept {
    std::string_view result;  // captured, duplicate, limited, missed
    std::string reason;
    std::string sha256;
    std::string object;  // below the folder
    std::uint64_t size = 0;
    bool truncated = false;
    bool changed = false;
    bool is_known = false;    // by its identity; it was not read again
    bool is_settled = false;  // what has the same identity later has the same content
  };
  // Copies what is behind the descriptor. `process`: whose budget it is. unwritten_ns: when nobody had it open to be written, and it had the
  // ctime of `status`; then one that was kept with the same identity and times is not read again. 0: somebody may have mapped it to be
  // written, which changes its content and no time.
  Kept keep(int fd, const FileStatus& status, std::uint64_t process, std::uint64_t unwritten_ns);

  // Is called with each piece of a file that keep() copies: a large one takes long.
  void on_piece(std::function<void()> call) { on_piece_ = std::move(call); }

  // An empty file to put something together in, by the name that it has until then. flags: of open(2), besides. Nothing: there is no
  // room, say.
  UniqueFd make_unfinished(std::string& name, int flags = 0);
  void remove_unfinished(const std::string& name) const;

  // Makes room for it, if that is asked for. Why no more of it may be kept; empty if it may.
  std::string limit_of(std::uint64_t process, std::uint64_t size);

  // What was kept of a file that had that identity and has not changed since, by whatever size.
  std::optional<Kept> find_known(std::uint32_t dev, std::uint64_t inode, std::uint64_t ctime_ns);

  // Says that the kernel has another device or inode number for it than stat(2): so on overlayfs and btrfs.
  void also_known(const Kept& kept, std::uint32_t dev, std::uint64_t inode, std::uint64_t ctime_ns);

  // Makes a link to a kept object, "out/WHERE/KIND.TIME.NAME", once for each content, place and file name. Returns its path below the
  // folder, or nothing.
  std::string link(const Kept& kept, std::string_view container, std::string_view kind, std::uint64_t time_ns,
                   std::string_view path);

  // A content that grows while it is captured, in tmp/: all that was appended is there whatever becomes of us (growing.cpp).
  struct Growing {
    UniqueFd fd;
    std::string tmp;
    Sha256 hash;
    std::uint64_t size = 0;
  };
  // Error: the limit, or what the system says.
  Result<Growing> begin();
  // All or nothing. `process`: whose budget it is, 0: nobody's. Returns why not; empty if it was appended.
  std::string append(Growing& growing, std::string_view bytes, std::uint64_t process);
  // Whether it is there, and as it was appended to.
  bool is_whole(const Growing& growing) const;
  // Makes an object of it; if it is not whole it is set aside, and missed.
  Kept finish(Growing growing);
  void discard(const Growing& growing);
  // Makes a link to a kept object: "FOLDERS/STEM.SUFFIX", or "FOLDERS/STEM.2.SUFFIX" ... if that is there. Returns its path, or nothing. REQUIRES:
  // the parts are safe names.
  std::string link_at(const Kept& kept, const std::string& stem, std::string_view suffix);

  void write(const ManifestLine& line) { manifest_.write(line); }
  // To be called every second: syncs, looks after the manifest, and tries again what found no room.
  void tick();
  // What other programs did to the manifest and to what grew, in sentences: each once.
  std::vector<std::string> take_damages();
  // The last line, and SHA256SUMS.
  Status finish();

  const PublicKey* manifest_key() const { return manifest_.key(); }
  const ManifestLog::Counts& counts() const { return manifest_.counts(); }
  const std::string& folder() const { return folder_; }

  static Needs needs();

 private:
  struct Identity {
    std::uint32_t dev;
    std::uint64_t inode, ctime_ns, size;
    auto operator<=>(const Identity&) const = default;
  };
  struct Budget {
    std::uint64_t bytes = 0, files = 0;
  };

  ArtifactStore(UniqueFd root, UniqueFd lock, ManifestLog manifest, std::string folder, const CaptureLimits& limits)
      : root_(std::move(root)),
        lock_(std::move(lock)),
        manifest_(std::move(manifest)),
        folder_(std::move(folder)),
        limits_(limits) {}

  Status take_over();
  // Nothing: the open file is the one of that name, and has so many bytes.
  std::optional<std::string> damage_of(int fd, std::uint64_t due, const std::string& path) const;
  void look_at_manifest();
  // Whether it still has its name.
  void look_at_folder();
  // From tmp/ to partial/, and notes it.
  bool set_aside(const std::string& from, std::string reason);
  // Removes the oldest objects as long as the folder has no room for as many bytes more, or for a file more, if that is asked for.
  void make_room(std::uint64_t size, bool is_file);
  bool is_too_much(std::uint64_t size) const;  // for the folder
  void remove(const KeptObject& object);
  UniqueFd open_below(const std::string& path, int flags) const;
  bool make_folder(const std::string& path) const;
  std::string limit_of_all(std::uint64_t size) const;  // of the bytes of all, and the disk
  void charge(std::uint64_t process, std::uint64_t bytes);
  Kept use(const Kept& known);
  bool has_content(int fd, const FileStatus& status, const Kept& known) const;
  // Copies into tmp/, and hashes. Errors: of the system, by errno.
  int copy(int fd, const FileStatus& status, std::uint64_t most, const std::string& tmp, Kept& kept);
  void remember(const Identity& identity, const Kept& kept);
  void sync();
  Status write_sums(const std::string& manifest_sha256);

  UniqueFd root_, lock_;
  ManifestLog manifest_;
  std::string folder_;
  CaptureLimits limits_;
  std::uint64_t tmp_count_ = 0;
  std::uint64_t total_bytes_ = 0, total_files_ = 0;
  std::map<Identity, Kept> known_;
  std::unordered_map<std::uint64_t, Budget> budgets_;
  std::unordered_set<std::string> linked_;
  std::function<void()> on_piece_;
  std::vector<std::string> damages_;  // not taken yet
  bool is_manifest_damaged_ = false;
  bool is_moved_ = false;
  KeptObjects kept_;                                 // if the oldest make room
  static constexpr std::size_t kKnownMax = 1 << 16;  // identities, links, and budgets
  static constexpr std::size_t kUnsyncedMax = 32;    // descriptors; beyond them the file system is synced
  std::vector<UniqueFd> unsynced_;
  std::uint64_t unsynced_count_ = 0;
};

}  // namespace trace
