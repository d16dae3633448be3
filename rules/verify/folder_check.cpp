// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/folder_check.h"

#include <algorithm>
#include <utility>

#include "common/artifact/manifest.h"
#include "common/base/text.h"
#include "common/stream/input.h"
#include "common/stream/recording_name.h"
#include "rules/verify/artifact_check.h"
#include "rules/verify/file_chain.h"
#include "rules/verify/manifest_check.h"
#include "rules/verify/seal_check.h"

namespace trace {
namespace {

// What the seals of a recording came to.
Verified verified(std::string name, const SealedStream& stream, const KeptElsewhere& kept) {
  Verified out;
  out.name = std::move(name);
  out.integrity = stream.integrity;
  out.extract = stream.extract;
  out.alterations = stream.alterations;
  out.begin_ns = stream.begin_ns;
  out.end_ns = stream.end_ns;
  if (stream.integrity == Integrity::unsealed) return out;
  out.remarks.push_back(counted(stream.seals, "seal") + " over " + counted(stream.sealed_bytes, "byte") + ", " +
                        counted(stream.events, "event") + ", " + std::to_string(stream.lost) + " lost");
  if (stream.unsealed_bytes != 0) {
    out.remarks.push_back("the last " + counted(stream.unsealed_bytes, "byte") + " are not sealed");
  }
  if (stream.is_cut_out) {
    out.remarks.emplace_back("an extract: what was chosen from another recording, which its event `extract` names");
  }
  if (stream.is_of_damaged) {
    out.remarks.emplace_back("that recording was damaged, or cut, as the extract says: it may lack what was asked for");
  }
  if (stream.anchors.has_none_of_file) {
    out.remarks.emplace_back("of this file of its recording there is no anchor: nothing proves its end");
  }
  if (stream.is_signed && !kept.keys.asks()) {
    out.remarks.emplace_back("it is signed: whether by the key that was printed when it began, --key says");
  }
  return out;
}

constexpr const char* kNotAnchored = "anchors are of recordings: it was not held to them";

Verified verified(std::string name, CheckedManifest manifest, const KeptElsewhere& kept) {
  Verified out;
  if (kept.anchors.asks()) out.remarks.emplace_back(kNotAnchored);
  out.name = std::move(name);
  out.integrity = manifest.integrity;
  out.alterations = std::move(manifest.alterations);
  out.end_ns = manifest.last_ns;
  out.remarks.push_back("manifest of " + counted(manifest.lines, "line") + "; its objects were not looked at");
  if (manifest.seals == 0) {
    out.remarks.emplace_back("nothing proves its last line, which SHA256SUMS does: verify its folder");
  }
  if (std::string seals = text_of_seals(manifest); !seals.empty()) out.remarks.push_back(std::move(seals));
  return out;
}

// Recordings in the order of their names, of which each should follow the one before.
class Series {
 public:
  Series(const std::string& folder, KeptElsewhere& kept) : kept_(kept) { out_.name = folder; }

  Status add(OpenedForCheck file) {
    const std::string name = file.name;
    if (!is_recording_name(name)) {
      out_.remarks.push_back(name + ": not looked at: its name is not of a recording");
      return ok();
    }
    TRY_ASSIGN(const SealedStream stream, check_seals(Input(std::move(file.bytes)), kept_));
    Verified one = verified(name, stream, kept_);
    chain_.add(name, stream, out_, out_);
    out_.alterations.add(one.alterations, name + ": ");
    if (!one.extract.empty()) out_.remarks.push_back(name + ": " + one.extract);
    for (const std::string& remark : one.remarks) out_.remarks.push_back(name + ": " + remark);
    if (one.integrity == Integrity::unsealed) out_.remarks.push_back(name + ": not sealed");
    out_.integrity = has_any_ ? std::max(out_.integrity, one.integrity) : one.integrity;
    has_any_ = true;
    if (out_.begin_ns == 0) out_.begin_ns = one.begin_ns;
    out_.end_ns = std::max(out_.end_ns, one.end_ns);
    return ok();
  }

  Verified take() && {
    chain_.end(out_);
    if (!out_.alterations.empty()) out_.integrity = Integrity::altered;
    if (!has_any_) out_.remarks.emplace_back("there is nothing in it to verify");
    return std::move(out_);
  }

 private:
  KeptElsewhere& kept_;
  Verified out_;
  FileChain chain_{true};
  bool has_any_ = false;
};

// The path of a file below the folder.
std::string below(const std::string& folder, const std::string& path) {
  if (!path.starts_with(folder)) return path;
  const std::size_t at = path.find_first_not_of('/', folder.size());
  return at == std::string::npos ? path : path.substr(at);
}

}  // namespace

Result<Verified> check_folder(const std::string& folder, const NextFile& next, KeptElsewhere& kept) {
  ArtifactCheck artifacts(kept.keys);
  Series series(folder, kept);
  Alterations others;
  bool has_manifest = false;
  while (true) {
    TRY_ASSIGN(std::optional<OpenedForCheck> file, next());
    if (!file) break;
    const std::string path = below(folder, file->name);
    // It is the first: objects/, out/ and the rest are after it, and SHA256SUMS, which is before, is read then.
    has_manifest = has_manifest || path == kManifestName || path == kSumsName;
    file->name = path;
    if (!file->bytes) {
      others.add(path + " is no regular file, and was not looked at");
      continue;
    }
    TRY(has_manifest ? artifacts.add(path, *std::move(file)) : series.add(*std::move(file)));
  }
  Verified found = has_manifest ? artifacts.finish(folder) : std::move(series).take();
  if (has_manifest && kept.anchors.asks()) found.remarks.emplace_back(kNotAnchored);
  found.alterations.add(others);
  if (!others.empty()) found.integrity = Integrity::altered;
  return found;
}

Result<Verified> check_file(OpenedForCheck file, KeptElsewhere& kept, FileChain& chain, Verified* before) {
  Input input(std::move(file.bytes));
  TRY_ASSIGN(const bool has_any, input.more());
  if (has_any && is_manifest(input.data())) {
    TRY_ASSIGN(CheckedManifest manifest, check_manifest(std::move(input), kept.keys));
    return verified(std::move(file.name), std::move(manifest), kept);
  }
  TRY_ASSIGN(const SealedStream stream, check_seals(std::move(input), kept));
  Verified own = verified(file.name, stream, kept);
  chain.add(file.name, stream, before == nullptr ? own : *before, own);
  return own;
}

}  // namespace trace
