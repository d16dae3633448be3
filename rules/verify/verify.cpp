// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/verify.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/artifact/sha256.h"
#include "common/base/confinement.h"
#include "common/base/text.h"
#include "common/broker/broker.h"
#include "common/catalog/syscall_name.h"
#include "common/cli/report.h"
#include "common/sink/sink.h"
#include "rules/cli/flags.h"
#include "rules/verify/anchor_log.h"
#include "rules/verify/folder_check.h"
#include "rules/verify/report.h"

namespace trace {
namespace {

constexpr std::size_t kNoList = ~std::size_t{0};

// A path of the command line: a file that is open, or a folder, which a broker lists.
struct Target {
  std::string path;
  UniqueFd file;               // none: it is a folder
  std::size_t list = kNoList;  // of the broker
};

Result<std::vector<Target>> open_targets(const std::vector<std::string>& paths, Grants& grants, FilesInUse& in_use) {
  std::vector<Target> targets;
  for (const std::string& path : paths) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!fd) return Error{Code::io, "opening " + path + ": " + std::strerror(errno)};
    struct stat status {};
    const bool is_known = ::fstat(fd.get(), &status) == 0;
    if (is_known && S_ISREG(status.st_mode)) {
      in_use.add(fd.get(), "the input " + in_quotes(path));
      targets.push_back({path, std::move(fd)});
    } else if (is_known && S_ISDIR(status.st_mode)) {
      targets.push_back({path, UniqueFd(), grants.lists.size()});
      grants.lists.push_back({path, {}, Others::named});
    } else {
      return Error{Code::invalid, path + ": it is neither a file nor a folder"};
    }
  }
  return targets;
}

Result<std::vector<PublicKey>> keys_of(const std::vector<std::string>& texts) {
  std::vector<PublicKey> keys;
  for (const std::string& text : texts) {
    const std::optional<PublicKey> key = key_of(text);
    if (!key) return Error{Code::invalid, "--key " + in_quotes(text) + ": a key is 64 hexadecimal digits"};
    keys.push_back(*key);
  }
  return keys;
}

Result<KeptElsewhere> kept_elsewhere(const EngineOptions& options) {
  TRY_ASSIGN(std::vector<PublicKey> keys, keys_of(options.keys));
  KeptElsewhere kept{KeyCheck(std::move(keys)), AnchorCheck()};
  if (options.anchors) {
    TRY_ASSIGN(const std::vector<Anchor> anchors, read_anchors(*options.anchors));
    kept.anchors = AnchorCheck(anchors);
  }
  return kept;
}

// Of a file that is open. Not by fstat(3), which the sandbox does not permit where it is newfstatat(2).
std::uint64_t identity_of(int fd) {
  struct stat status {};
  return ::syscall(SYS_fstat, fd, &status) == 0 ? status.st_dev * 0x9e3779b97f4a7c15U + status.st_ino : 0;
}

Result<Verified> check_listed(const Target& target, std::optional<Broker>& broker, KeptElsewhere& kept) {
  std::uint64_t number = 0;
  return check_folder(
      target.path,
      [&]() -> Result<std::optional<OpenedForCheck>> {
        TRY_ASSIGN(std::optional<OpenedFile> opened, broker->listed_file(target.list, number++));
        if (!opened) return std::optional<OpenedForCheck>();
        if (!opened->fd) return std::optional(OpenedForCheck{opened->name, nullptr});
        const std::uint64_t identity = identity_of(opened->fd.get());
        return std::optional(OpenedForCheck{opened->name, bytes_from(std::move(opened->fd), opened->name), identity});
      },
      kept);
}

// Files that are named one after the other may be those of one recording.
Result<std::vector<Verified>> check_all(std::vector<Target>& targets, std::optional<Broker>& broker,
                                        KeptElsewhere& kept) {
  std::vector<Verified> all;
  FileChain chain(false);
  std::optional<std::size_t> before;  // the file before this one
  for (Target& target : targets) {
    Result<Verified> one = target.file ? check_file({target.path, bytes_from(std::move(target.file), target.path)},
                                                    kept, chain, before ? &all[*before] : nullptr)
                                       : check_listed(target, broker, kept);
    if (!one) return std::move(one).error().in(target.path);
    if (target.list == kNoList) before = all.size();
    all.push_back(*std::move(one));
  }
  if (before) chain.end(all[*before]);
  return all;
}

int status_of(const std::vector<Verified>& all) {
  Integrity worst = Integrity::whole;
  for (const Verified& one : all) worst = std::max(worst, one.integrity);
  switch (worst) {
    case Integrity::whole:
      return kExitOk;
    case Integrity::cut:
    case Integrity::unsealed:
      return kExitFailure;
    case Integrity::altered:
      return kExitDamaged;
  }
  return kExitFailure;
}

}  // namespace

int verify(const EngineOptions& options) {
  if (options.files.empty()) {
    return fail(kExitUsage, {Code::invalid, "verify: what? (a recording, a manifest or a folder)"});
  }
  auto kept = kept_elsewhere(options);
  if (!kept) return fail(kExitUsage, kept.error());
  Grants grants;
  FilesInUse in_use;
  auto targets = open_targets(options.files, grants, in_use);
  if (!targets) return fail_to_open(targets.error());
  std::optional<Broker> broker;
  if (!grants.lists.empty()) {
    auto started = Broker::start(std::move(grants));
    if (!started) return fail(kExitFailure, started.error());
    broker.emplace(*std::move(started));
  }
  auto out = Sink::open("", in_use);
  if (!out) return fail_to_open(out.error());
  prepare_sha256();
  const Status confined = confine({.needs = broker ? broker->needs() : Needs(), .call_name = syscall_name});
  for (const Status& one : {confined, broker ? broker->confined() : ok()}) {
    const Status accepted = accept_confinement(one, options.require_sandbox);
    if (!accepted) return fail(kExitFailure, accepted.error());
  }
  auto all = check_all(*targets, broker, *kept);
  if (!all) return fail(kExitFailure, all.error());
  const Status written = out->write(verify_report(*all, kept->keys.asks()));
  return written ? status_of(*all) : fail(kExitFailure, written.error());
}

}  // namespace trace
