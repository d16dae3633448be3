// SPDX-License-Identifier: Apache-2.0
#include "common/seal/sealer.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include "common/base/bytes.h"

namespace trace {
namespace {

// What follows a seal, with nothing in it yet.
wire_seal next_of(const wire_seal& seal) {
  wire_seal next = blank_seal(seal.mark);
  std::copy(std::begin(seal.seal), std::end(seal.seal), std::begin(next.previous));
  next.number = seal.number + 1;
  next.file = seal.file;
  return next;
}

unsigned flags_of_extract(const Event& event) {
  const auto* const is_whole = std::get_if<bool>(&event.arg("whole"));
  unsigned flags = WIRE_SEAL_EXTRACT;
  if (is_whole != nullptr && !*is_whole) flags |= WIRE_SEAL_OF_DAMAGED;
  return flags;
}

}  // namespace

wire_seal Sealer::open(const wire_u8 (&mark)[WIRE_MARK_SIZE], std::uint32_t file, SealTime time, std::string& out) {
  wire_seal first = blank_seal(mark);
  std::copy(std::begin(next_.previous), std::end(next_.previous), std::begin(first.previous));
  next_ = first;
  next_.file = file;
  content_ = Sha256();
  end_ = 0;
  return seal(0, time, WIRE_SEAL_OPENS, out);
}

void Sealer::note(const Event& event) {
  const Context& context = event.context;
  ++next_.events;
  next_.first_time_ns = next_.events == 1 ? context.time_ns : std::min(next_.first_time_ns, context.time_ns);
  next_.last_time_ns = std::max(next_.last_time_ns, context.time_ns);
  add_event(event.spec->id, next_);
  if (event.spec->id == WIRE_EVENT_extract) next_.flags |= static_cast<wire_u16>(flags_of_extract(event));
  const bool is_again = next_.events > 1 && context.host_pid == last_pid_ && context.leader_start_ns == last_start_ns_;
  if (is_again) return;
  last_pid_ = context.host_pid;
  last_start_ns_ = context.leader_start_ns;
  add_process(last_pid_, last_start_ns_, next_);
}

void Sealer::add(std::string_view bytes) {
  content_.add(bytes);
  next_.bytes += bytes.size();
}

wire_seal Sealer::seal(std::uint64_t plain_bytes, SealTime time, unsigned flags, std::string& out) {
  next_.offset = end_;
  next_.plain_bytes = plain_bytes;
  next_.sealed_ns = time.wall_ns;
  next_.sealed_boot_ns = time.boot_ns;
  next_.flags |= static_cast<wire_u16>(flags);
  const Digest content = content_.digest();
  std::copy(content.begin(), content.end(), std::begin(next_.content));
  if (signer_) signer_->sign(next_);
  close_seal(next_);
  append_bytes(next_, out);
  end_ += next_.bytes + sizeof(next_);
  const wire_seal made = next_;
  next_ = next_of(made);
  return made;
}

}  // namespace trace
