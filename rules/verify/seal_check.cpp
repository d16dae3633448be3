// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/seal_check.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "rules/verify/extract_check.h"
#include "rules/verify/seal_places.h"
#include "rules/verify/unsealed.h"

namespace trace {
namespace {

// Recordings in one file that have no end and are followed by others. Of each a part is decompressed, to see what is there.
constexpr std::uint64_t kWithoutEndMax = 1000;

template <std::size_t N>
bool equal(const wire_u8 (&a)[N], const wire_u8 (&b)[N]) {
  return std::memcmp(a, b, N) == 0;
}

std::string seal_number(std::uint64_t number) {
  return "seal " + std::to_string(number);
}

class SealCheck {
 public:
  SealCheck(Input input, KeptElsewhere& kept) : input_(std::move(input)), kept_(kept) {}

  Result<SealedStream> run() {
    TRY_ASSIGN(Next next, open());
    while (next != Next::nothing) {
      if (next == Next::recording) {
        TRY_ASSIGN(next, follow());
      } else {
        TRY_ASSIGN(next, open_another());
      }
    }
    found_.anchors = kept_.anchors.take();
    for (const std::string& wrong : found_.anchors.wrong) altered(wrong, input_.position(), input_.position());
    if (found_.anchors.has_none_of_file) raise(Integrity::cut);
    return std::move(found_);
  }

 private:
  enum class Next : std::uint8_t {
    nothing,
    recording,  // its opening seal was taken
    end,        // its closing seal was taken
  };

  // Makes sure that data() holds so many bytes. False: there are fewer.
  Result<bool> fill(std::size_t size) {
    while (input_.data().size() < size) {
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return false;
    }
    return true;
  }

  void raise(Integrity integrity) { found_.integrity = std::max(found_.integrity, integrity); }
  void altered(std::string what, std::uint64_t first, std::uint64_t end, std::uint64_t end_ns = 0) {
    raise(Integrity::altered);
    const std::uint64_t begin_ns = previous_ ? previous_->sealed_ns : 0;
    found_.alterations.add(Alteration{std::move(what), first, end, number_, begin_ns, end_ns});
  }

  Result<Next> open() {
    TRY_ASSIGN(const std::optional<Next> next, open_here());
    if (next) return *next;
    TRY_ASSIGN(const Unsealed what, look_without_seal(input_));
    raise(what.wrong.empty() ? Integrity::unsealed : Integrity::altered);
    if (!what.wrong.empty()) altered(what.wrong, what.position, what.position);
    const bool is_asked = kept_.keys.asks() || kept_.anchors.asks();
    if (what.wrong.empty() && is_asked) altered("it has no seals, and nothing in it is signed", 0, 0);
    return Next::nothing;
  }

  // After a closing seal.
  Result<Next> open_another() {
    TRY_ASSIGN(const std::optional<Next> next, open_here());
    if (next) return *next;
    const std::uint64_t from = input_.position();
    TRY(pass_rest());
    if (input_.position() != from) altered("bytes after the closing seal", from, input_.position());
    return Next::nothing;
  }

  // None: what is there is no opening seal.
  Result<std::optional<Next>> open_here() {
    TRY_ASSIGN(const bool is_whole, fill(sizeof(wire_seal)));
    const std::string_view data = input_.data();
    const std::string_view begin = signature_of_all_seals();
    if (is_whole && data.starts_with(begin)) {
      take_opening();
      return std::optional(Next::recording);
    }
    const bool is_cut = !is_whole && begin.substr(0, data.size()) == data.substr(0, begin.size());
    if (!is_cut || (data.empty() && found_.seals > 0)) return std::optional<Next>();
    raise(Integrity::cut);
    found_.unsealed_bytes += data.size();
    if (kept_.anchors.asks() && found_.seals == 0) altered("all of it was cut off, and its first seal", 0, data.size());
    return std::optional(Next::nothing);
  }

  Status pass_rest() {
    bool more = true;
    while (more) {
      input_.consume(input_.data().size());
      TRY_ASSIGN(more, input_.more());
    }
    return ok();
  }

  void take_opening() {
    const auto seal = load<wire_seal>(input_.data());
    const std::uint64_t position = input_.position();
    number_ = 0;
    previous_.reset();
    knows_mark_ = is_sound(seal);
    mark_ = blank_seal(seal.mark);
    if (!knows_mark_ || seal.number != 0 || (seal.flags & WIRE_SEAL_OPENS) == 0) {
      altered("the seal that opens the recording", position, position + sizeof(seal));
    } else {
      if (!openings_.insert(anchor_of(seal)).second) {
        altered("a recording that is in it before, once more", position, position + sizeof(seal));
      }
      take(seal, 0);
      if (!found_.first) found_.first = seal;
    }
    number_ = 1;
    input_.consume(sizeof(seal));
  }

  // Parts and their seals.
  Result<Next> follow() {
    while (true) {
      TRY_ASSIGN(const std::optional<std::size_t> at, find_seal());
      if (!at) return end_without_seal();
      const auto seal = load<wire_seal>(input_.data(), *at);
      const bool closes = is_sound(seal) ? check(seal, input_.data().substr(0, *at)) : skip_unsound(*at);
      input_.consume(*at + sizeof(seal));
      if (closes) return Next::end;
    }
  }

  // Where the next seal begins, in data(), which holds all of it. None: the file ends, or nothing is a seal for too long.
  Result<std::optional<std::size_t>> find_seal() {
    const std::string_view needle = knows_mark_ ? signature_of(mark_) : signature_of_all_seals();
    std::size_t next = 0;  // of places_
    while (true) {
      places_.search(input_.data(), input_.position());
      for (; next < places_.count(); ++next) {
        const std::size_t at = places_.at(next);
        if (input_.data().size() - at < needle.size()) break;  // not all of it was read yet
        if (!input_.data().substr(at).starts_with(needle)) continue;
        TRY_ASSIGN(const bool is_whole, fill(at + sizeof(wire_seal)));
        return is_whole ? std::optional(at) : std::nullopt;
      }
      if (input_.data().size() > kPartMax) return std::optional<std::size_t>();
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return std::optional<std::size_t>();
    }
  }

  // It may be the mark that was altered; and whether it was the closing one is not known.
  bool skip_unsound(std::size_t at) {
    const std::uint64_t position = input_.position() + at;
    altered(seal_number(number_), position, position + sizeof(wire_seal));
    ++number_;
    previous_.reset();
    return false;
  }

  // A seal that is sound, against what stands before it. True: it closes the recording.
  bool check(const wire_seal& seal, std::string_view part) {
    const std::uint64_t position = input_.position();
    const std::uint64_t end = position + part.size();
    if (seal.number > number_) {
      altered(seal_number(number_) + " is missing, or what is between it and " + seal_number(seal.number), position,
              end + sizeof(seal), seal.sealed_ns);
    } else if (seal.number < number_) {
      altered(seal_number(seal.number) + " stands where " + seal_number(number_) + " should", position,
              end + sizeof(seal), seal.sealed_ns);
    } else if (previous_ && !equal(seal.previous, previous_->seal)) {
      altered(seal_number(seal.number) + " does not follow the one before it", end, end + sizeof(seal), seal.sealed_ns);
    }
    const Digest content = digest_of(part);
    const bool is_same = std::equal(content.begin(), content.end(), std::begin(seal.content));
    if (!is_same || seal.bytes != part.size()) {
      number_ = seal.number;
      altered("what " + seal_number(seal.number) + " sealed", position, end, seal.sealed_ns);
    }
    if (!knows_mark_) mark_ = blank_seal(seal.mark);
    knows_mark_ = true;
    if (is_same) take(seal, part.size());
    previous_ = seal;
    number_ = seal.number + 1;
    return (seal.flags & WIRE_SEAL_CLOSES) != 0;
  }

  void take(const wire_seal& seal, std::size_t bytes) {
    kept_.anchors.see(seal);
    if (std::string wrong = kept_.keys.wrong_with(seal); !wrong.empty()) {
      const std::uint64_t position = input_.position() + bytes;
      altered(seal_number(seal.number) + ": " + wrong, position, position + sizeof(seal), seal.sealed_ns);
    }
    ++found_.seals;
    found_.sealed_bytes += bytes;
    found_.events += seal.events;
    found_.lost += seal.lost;
    found_.is_cut_out = found_.is_cut_out || (seal.flags & WIRE_SEAL_EXTRACT) != 0;
    if ((seal.flags & WIRE_SEAL_OF_DAMAGED) != 0) {
      found_.is_of_damaged = true;
      raise(Integrity::cut);
    }
    found_.is_signed = found_.is_signed || (seal.flags & WIRE_SEAL_SIGNED) != 0;
    if (found_.integrity != Integrity::altered) {
      if (found_.begin_ns == 0) found_.begin_ns = seal.events == 0 ? seal.sealed_ns : seal.first_time_ns;
      found_.end_ns = seal.sealed_ns;
    }
    found_.last = seal;
    previous_ = seal;
  }

  // The file ends, or another one that was joined to it begins, or there is what its writer never wrote. What seems to be the
  // beginning of another one is believed only if what is there cannot be a part: a process that is watched can have written it.
  Result<Next> end_without_seal() {
    raise(Integrity::cut);
    const std::uint64_t position = input_.position();
    std::string_view tail = input_.data();
    places_.search(tail, position);
    std::string wrong = wrong_in(tail);
    const std::size_t joined = wrong.empty() ? std::string_view::npos : find_opening(tail);
    if (joined != std::string_view::npos && ++without_end_ > kWithoutEndMax) {
      TRY(pass_rest());
      altered("more than " + std::to_string(kWithoutEndMax) + " recordings in it have no end", position,
              input_.position());
      return Next::nothing;
    }
    if (joined != std::string_view::npos) {
      tail = tail.substr(0, joined);
      wrong = wrong_in(tail);
    }
    found_.unsealed_bytes += tail.size();
    if (!wrong.empty()) altered(std::move(wrong), position, position + tail.size());
    input_.consume(tail.size());
    if (joined == std::string_view::npos) return Next::nothing;
    take_opening();
    return Next::recording;
  }

  std::string wrong_in(std::string_view tail) const {
    return tail.size() > kPartMax ? "more than a part can have, and no seal" : wrong_in_tail(tail, signature_of(mark_));
  }

  // REQUIRES: `data` begins where what places_ has searched last does.
  std::size_t find_opening(std::string_view data) const {
    for (std::size_t i = 0; i < places_.count(); ++i) {
      const auto seal = load<wire_seal>(data, places_.at(i));
      // What costs nothing is asked first: places may be as near to each other as the beginnings of seals are long.
      const bool may_open = seal.version == WIRE_SEAL_VERSION && (seal.flags & WIRE_SEAL_OPENS) != 0 && seal.bytes == 0;
      if (may_open && is_sound(seal)) return places_.at(i);
    }
    return std::string_view::npos;
  }

  Input input_;
  KeptElsewhere& kept_;
  SealedStream found_;
  SealPlaces places_;
  std::uint64_t without_end_ = 0;  // recordings that others follow
  wire_seal mark_{};               // with what all seals of the file begin with
  bool knows_mark_ = false;
  std::uint64_t number_ = 0;  // of the next seal
  std::optional<wire_seal> previous_;
  std::set<Anchor> openings_;  // the seals that opened recordings
};

}  // namespace

Result<SealedStream> check_seals(Input input, KeptElsewhere& kept) {
  TRY_ASSIGN(const bool has_parts_only, is_extract(input));
  if (has_parts_only) return check_extract(std::move(input), kept);
  return SealCheck(std::move(input), kept).run();
}

}  // namespace trace
