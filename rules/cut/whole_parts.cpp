// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/whole_parts.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/catalog/catalog.h"
#include "common/seal/seal.h"
#include "common/seal/signer.h"
#include "common/stream/reader.h"
#include "common/wire/extract.h"

namespace trace {
namespace {

// An event may be as late, and stand in a part that was sealed so long after it.
constexpr std::uint64_t kLateNs = kEpochNs;

// 0: it has none, or cannot be read.
std::uint64_t first_time_in(std::string part) {
  const Result<std::unique_ptr<EventReader>> reader = open_reader(bytes_of(std::move(part)));
  while (reader) {
    const Item item = (*reader)->next();
    if (const auto* const event = std::get_if<EventItem>(&item)) return event->event->context.time_ns;
    if (const auto* const totals = std::get_if<Totals>(&item)) return totals->time_ns;
    if (std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item)) break;
  }
  return 0;
}

class PartCutter {
 public:
  PartCutter(SealedFile& file, const CutOptions& options, const WriteBytes& write)
      : file_(file), options_(options), write_(write) {
    for (const EventSpec& event : events()) {
      if (options.events && options.events->test(event.slot)) ids_.push_back(event.id);
    }
  }

  Result<WholeParts> run() {
    TRY_ASSIGN(const LocatedSeal last, file_.last_seal());
    TRY(check_end(last));
    cut_.of = last.seal.number;
    TRY(write_(bytes_of(head(last))));
    TRY(write_(bytes_of(file_.opening())));
    if (last.seal.number == 0) return cut_;
    if ((file_.opening().flags & WIRE_SEAL_SIGNED) != 0) TRY(list_seals(last));
    TRY_ASSIGN(const LocatedSeal first, next_seal(sizeof(wire_seal), last));
    TRY(set_window(first));
    TRY(keep(first));
    TRY_ASSIGN(std::uint64_t begin, file_.part_at(from_ns_));
    for (begin = std::max(begin, first.end()); begin < last.end();) {
      TRY_ASSIGN(const LocatedSeal seal, next_seal(begin, last));
      if (is_chosen(seal.seal)) TRY(keep(seal));
      if (to_ns_ != UINT64_MAX && seal.seal.sealed_ns > to_ns_ && seal.seal.sealed_ns - to_ns_ > kLateNs) break;
      begin = seal.end();
    }
    TRY(fill_up_to(last.seal.number));
    if (number_ < last.seal.number) TRY(write_(bytes_of(last.seal)));
    if (altered_ == 0) return cut_;
    return Error{Code::corrupt, "of the parts in the extract " + std::to_string(altered_) +
                                    " are not as their seals say (trace-rules verify)"};
  }

 private:
  Status check_end(const LocatedSeal& last) const {
    const bool is_in_place = last.seal.offset + last.seal.bytes == last.position;
    const bool closes_early = (last.seal.flags & WIRE_SEAL_CLOSES) != 0 && last.end() != file_.size();
    const bool has_room = last.seal.number < file_.size() / sizeof(wire_seal);  // for those before it
    if (is_in_place && has_room && !closes_early) return ok();
    return Error{Code::corrupt,
                 "this is not one recording: several are joined, or it was altered (trace-rules verify)"};
  }

  // Times that are relative are so to the first thing in the stream, as where all of it is read. Its file may have been opened long before.
  Status set_window(const LocatedSeal& first) {
    std::uint64_t begin_ns = 0;
    if ((options_.from && options_.from->is_relative) || (options_.to && options_.to->is_relative)) {
      TRY_ASSIGN(std::string part, file_.read(first.seal.offset, static_cast<std::size_t>(first.seal.bytes)));
      begin_ns = first_time_in(std::move(part));
      if (begin_ns == 0) begin_ns = file_.opening().sealed_ns;
    }
    if (options_.from) from_ns_ = options_.from->in_recording(begin_ns);
    if (options_.to) to_ns_ = options_.to->in_recording(begin_ns);
    return ok();
  }

  wire_extract head(const LocatedSeal& last) const {
    wire_extract head{};
    head.skippable = WIRE_EXTRACT_SKIPPABLE;
    head.size = sizeof(head) - offsetof(wire_extract, magic);
    head.magic = WIRE_EXTRACT_MAGIC;
    std::copy(std::begin(last.seal.mark), std::end(last.seal.mark), std::begin(head.mark));
    head.version = WIRE_EXTRACT_VERSION;
    head.parts = last.seal.number;
    head.bytes = file_.size();
    return head;
  }

  // Of the part that begins there.
  Result<LocatedSeal> next_seal(std::uint64_t begin, const LocatedSeal& last) {
    TRY_ASSIGN(const std::optional<LocatedSeal> found, file_.seal_after(begin, last.end()));
    const bool is_in_place = found && found->seal.offset == begin && found->seal.bytes == found->position - begin;
    if (is_in_place) return *found;
    return Error{Code::corrupt, "the part that begins at byte " + std::to_string(begin) +
                                    " has no seal that says so: the recording was altered (trace-rules verify)"};
  }

  bool is_chosen(const wire_seal& seal) const {
    const bool is_inside = seal.events == 0 ? seal.sealed_ns >= from_ns_ && seal.sealed_ns < to_ns_ && seal.lost != 0
                                            : seal.last_time_ns >= from_ns_ && seal.first_time_ns < to_ns_;
    return is_inside && (!options_.events || std::any_of(ids_.begin(), ids_.end(),
                                                         [&](std::uint32_t id) { return may_have_event(seal, id); }));
  }

  // Where all seals are, from the last one on, of which each says where its part begins.
  Status list_seals(LocatedSeal seal) {
    positions_.resize(seal.seal.number + 1);
    while (true) {
      positions_.at(seal.seal.number) = seal.position;
      if (seal.seal.number == 0) return ok();
      TRY_ASSIGN(const LocatedSeal before, file_.seal_before(seal));
      if (before.seal.number + 1 != seal.seal.number) {
        return Error{Code::corrupt,
                     "seal " + std::to_string(seal.seal.number) +
                         " does not follow the one before: the recording was altered (trace-rules verify)"};
      }
      seal = before;
    }
  }

  // Seals whose parts are left out.
  Status fill_up_to(std::uint64_t number) {
    for (++number_; number_ < number && !positions_.empty(); ++number_) {
      TRY_ASSIGN(const std::string seal, file_.read(positions_.at(number_), sizeof(wire_seal)));
      TRY(write_(seal));
    }
    --number_;
    return ok();
  }

  Status keep(const LocatedSeal& seal) {
    TRY(fill_up_to(seal.seal.number));
    TRY_ASSIGN(const std::string part, file_.read(seal.seal.offset, static_cast<std::size_t>(seal.seal.bytes)));
    const Digest content = digest_of(part);
    if (!std::equal(content.begin(), content.end(), std::begin(seal.seal.content))) ++altered_;
    TRY(write_(part));
    TRY(write_(bytes_of(seal.seal)));
    number_ = seal.seal.number;
    ++cut_.parts;
    cut_.events += seal.seal.events;
    return ok();
  }

  SealedFile& file_;
  const CutOptions& options_;
  const WriteBytes& write_;
  std::uint64_t from_ns_ = 0;
  std::uint64_t to_ns_ = UINT64_MAX;
  std::vector<std::uint32_t> ids_;        // of the events that are asked for
  std::vector<std::uint64_t> positions_;  // of all seals, by their numbers; empty: not all are kept
  std::uint64_t number_ = 0;              // of the seal that was written last
  std::uint64_t altered_ = 0;             // parts that are not as their seals say
  WholeParts cut_;
};

}  // namespace

Result<WholeParts> cut_whole_parts(SealedFile& file, const CutOptions& options, const WriteBytes& write) {
  return PartCutter(file, options, write).run();
}

}  // namespace trace
