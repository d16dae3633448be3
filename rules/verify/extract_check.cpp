// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/extract_check.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/base/text.h"
#include "common/seal/seal.h"
#include "common/wire/extract.h"

namespace trace {
namespace {

constexpr std::size_t kRunsMax = 8;  // that are told by their numbers

Result<bool> fill(Input& input, std::size_t size) {
  while (input.data().size() < size) {
    TRY_ASSIGN(const bool more, input.more());
    if (!more) return false;
  }
  return true;
}

class ExtractCheck {
 public:
  ExtractCheck(Input input, KeptElsewhere& kept) : input_(std::move(input)), kept_(kept) {}

  Result<SealedStream> run() {
    found_.integrity = Integrity::cut;
    head_ = load<wire_extract>(input_.data());
    input_.consume(sizeof(head_));
    while (true) {
      TRY_ASSIGN(const std::optional<std::size_t> at, find_seal());
      if (!at) break;
      check(load<wire_seal>(input_.data(), *at), input_.data().substr(0, *at));
      input_.consume(*at + sizeof(wire_seal));
    }
    if (!input_.data().empty()) altered("what is after the last seal", input_.position());
    if (!previous_) altered("there is no seal", 0);
    // Of a signed recording, and others have no anchors, it has all seals.
    found_.anchors = kept_.anchors.take();
    for (std::string& wrong : found_.anchors.wrong) altered(std::move(wrong), input_.position());
    found_.extract = description();
    return std::move(found_);
  }

 private:
  void altered(std::string what, std::uint64_t position) {
    found_.integrity = Integrity::altered;
    Alteration one;
    one.what = std::move(what);
    one.first = position;
    one.end = input_.position() + input_.data().size();
    found_.alterations.add(std::move(one));
  }

  // None: the file ends, or nothing is a seal for too long.
  Result<std::optional<std::size_t>> find_seal() {
    const wire_seal mark = blank_seal(head_.mark);
    const std::string_view needle = signature_of(mark);
    std::size_t searched = 0;
    while (true) {
      const std::size_t at = input_.data().find(needle, searched);
      if (at != std::string_view::npos) {
        TRY_ASSIGN(const bool is_whole, fill(input_, at + sizeof(wire_seal)));
        return is_whole ? std::optional(at) : std::nullopt;
      }
      const std::size_t size = input_.data().size();
      if (size > kPartMax) return std::optional<std::size_t>();
      searched = size - std::min(size, needle.size() - 1);
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return std::optional<std::size_t>();
    }
  }

  void check(const wire_seal& seal, std::string_view part) {
    const std::string name = "seal " + std::to_string(seal.number);
    const std::uint64_t position = input_.position();
    if (!is_sound(seal)) return altered("a seal", position + part.size());
    const bool opens = (seal.flags & WIRE_SEAL_OPENS) != 0;
    if (opens != !previous_.has_value() || (previous_ && seal.number <= previous_->number)) {
      return altered(name + " is not where it should be", position);
    }
    const bool follows = previous_ && seal.number == previous_->number + 1;
    if (follows && !is_next(*previous_, seal)) altered(name + " does not follow the one before it", position);
    kept_.anchors.see(seal);
    if (std::string wrong = kept_.keys.wrong_with(seal); !wrong.empty()) altered(name + ": " + wrong, position);
    previous_ = seal;
    found_.is_cut_out = found_.is_cut_out || (seal.flags & WIRE_SEAL_EXTRACT) != 0;
    found_.is_of_damaged = found_.is_of_damaged || (seal.flags & WIRE_SEAL_OF_DAMAGED) != 0;
    found_.is_signed = found_.is_signed || (seal.flags & WIRE_SEAL_SIGNED) != 0;
    found_.last = seal;
    if (opens) found_.first = seal;
    if (opens) found_.begin_ns = seal.sealed_ns;
    ++found_.seals;
    if (part.empty() && seal.bytes != 0) return;  // it is left out
    const Digest content = digest_of(part);
    const bool is_same =
        seal.bytes == part.size() && std::equal(content.begin(), content.end(), std::begin(seal.content));
    if (!is_same) return altered("what " + name + " sealed", position);
    if (!opens) take_part(seal);
  }

  static bool is_next(const wire_seal& before, const wire_seal& seal) {
    return std::memcmp(seal.previous, before.seal, sizeof(seal.previous)) == 0 &&
           seal.offset == before.offset + before.bytes + sizeof(wire_seal);
  }

  void take_part(const wire_seal& seal) {
    ++parts_;
    found_.sealed_bytes += seal.bytes;
    found_.events += seal.events;
    found_.lost += seal.lost;
    found_.end_ns = seal.sealed_ns;
    if (!runs_.empty() && runs_.back().second + 1 == seal.number) {
      runs_.back().second = seal.number;
    } else if (runs_.size() <= kRunsMax) {  // one more, which shows that there are more
      runs_.emplace_back(seal.number, seal.number);
    }
  }

  std::string description() const {
    if (parts_ == 0) return "an extract: none of " + counted(head_.parts, "part");
    std::string out = parts_ == 1 ? "an extract: part " : "an extract: parts ";
    for (std::size_t i = 0; i < std::min(runs_.size(), kRunsMax); ++i) {
      const auto& [first, last] = runs_[i];
      out.append(i == 0 ? "" : ", ").append(std::to_string(first));
      if (last != first) out.append("-").append(std::to_string(last));
    }
    if (runs_.size() > kRunsMax) out += ", ...";
    return out + " of " + std::to_string(head_.parts) + ", each intact as sealed; what is between is left out";
  }

  Input input_;
  KeptElsewhere& kept_;
  wire_extract head_{};
  SealedStream found_;
  std::optional<wire_seal> previous_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs_;  // first and last parts
  std::uint64_t parts_ = 0;
};

}  // namespace

Result<bool> is_extract(Input& input) {
  TRY_ASSIGN(const bool is_whole, fill(input, sizeof(wire_extract)));
  const auto head = load<wire_extract>(input.data());
  return is_whole && head.skippable == WIRE_EXTRACT_SKIPPABLE && head.magic == WIRE_EXTRACT_MAGIC &&
         head.size == sizeof(head) - offsetof(wire_extract, magic) && head.version == WIRE_EXTRACT_VERSION;
}

Result<SealedStream> check_extract(Input input, KeptElsewhere& kept) {
  return ExtractCheck(std::move(input), kept).run();
}

}  // namespace trace
