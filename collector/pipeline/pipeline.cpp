// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/pipeline.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "collector/pipeline/identity.h"
#include "common/codec/frame/encode.h"
#include "common/event/losses.h"

namespace trace {
namespace {

std::string names_of(const EventSlots& slots) {
  if (slots.count() > kFieldsMax) return std::to_string(slots.count()) + " events";
  std::string names;
  for (const EventSpec& event : events()) {
    if (slots.test(event.slot)) names.append(names.empty() ? "" : " ").append(event.name);
  }
  return names;
}

}  // namespace

std::string describe(const Stages& stages) {
  std::string text;
  for (const auto& stage : stages) {
    const StageNeeds needs = stage->needs();
    text.append(stage->name());
    if (needs.learns.any()) text.append("; learns from ").append(names_of(needs.learns));
    if (needs.reads.any()) text.append("; reads ").append(names_of(needs.reads));
    if (needs.identity.any()) text.append("; fills in ").append(names_of(needs.identity));
    text.push_back('\n');
  }
  return text;
}

EventSlots learnt_from(const Stages& stages) {
  EventSlots all;
  for (const auto& stage : stages) all |= stage->needs().learns;
  return all;
}

Pipeline::Pipeline(const PipelineOptions& options, Stages stages, const StreamInfo& stream, std::vector<Output> outputs)
    : stages_(std::move(stages)),
      selected_(options.events),
      host_(stream.host),
      boot_time_ns_(stream.boot_time_ns),
      decoder_(stream.boot_time_ns),
      outputs_(stream, std::move(outputs)),
      sort_events_(options.sort_events) {
  if (outputs_.may_change_files()) told_ = std::make_unique<ToldState>();
  make_routes(outputs_.reads_arguments());
}

void Pipeline::make_routes(bool outputs_read) {
  std::vector<StageNeeds> all_needs;
  for (const auto& stage : stages_) all_needs.push_back(stage->needs());
  for (Route& route : routes_) {
    const auto slot = static_cast<std::size_t>(&route - routes_.data());
    route.is_selected = selected_.test(slot);
    route.decode_shown = outputs_read || (told_ && Processes::is_source(events()[slot]));
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const StageNeeds& needs = all_needs[i];
      Stage* const stage = stages_[i].get();
      const bool learns = needs.learns.test(slot);
      const bool reads = needs.reads.test(slot);
      if (learns) route.learners.push_back(stage);
      if (learns || reads || needs.identity.test(slot)) route.shown.push_back(stage);
      route.decode_shown = route.decode_shown || learns || reads;
    }
  }
}

bool Pipeline::frame(std::string_view bytes) {
  const EventSpec* spec = nullptr;
  if (bytes.size() >= sizeof(wire_event)) spec = find_event(HEAD_MEMBER(bytes, id));
  if (spec == nullptr) {
    ++malformed_;
    ++unattributed_;
    return true;
  }
  const auto flags = HEAD_MEMBER(bytes, flags);
  const bool can_wait = (flags & WIRE_FLAG_CAN_WAIT) != 0;
  const Route& route = routes_[spec->slot];
  const bool is_shown = route.is_selected && (flags & WIRE_FLAG_BACKGROUND) == 0;
  if (!is_shown && route.learners.empty()) {
    filtered(*spec);
    return !can_wait;
  }
  Event* event = &undecoded_;
  if (is_shown && !route.decode_shown) {
    event->spec = spec;
    identity_of(bytes, boot_time_ns_, event->context);
  } else {
    event = &decoded_;
    if (const Status decoded = decoder_.decode(bytes, *event); !decoded) {
      report_malformed(bytes, decoded.error().message);
      return !can_wait;
    }
  }
  pass(*event, bytes, is_shown);
  if (!emit_.made().empty()) derive(*spec, is_shown);
  return !can_wait;
}

void Pipeline::pass(Event& event, std::string_view frame, bool is_shown) {
  const Route& route = routes_[event.spec->slot];
  for (Stage* const stage : is_shown ? route.shown : route.learners) {
    if (!stage->on(event, emit_)) {
      filtered(*event.spec);
      emit_.take_edited();
      return;
    }
  }
  const bool is_edited = emit_.take_edited();
  if (!is_shown) return filtered(*event.spec);
  write(event, is_edited ? std::string_view() : frame);
}

void Pipeline::write(const Event& event, std::string_view frame) {
  if (frame.empty()) {
    encoded_.clear();
    encode_frame(event, boot_time_ns_, encoded_);
    frame = encoded_;
  }
  if (told_) told_->on(event);
  if (sort_events_) return sorter_.hold(event.context, frame);
  ++accounts_.at(event.spec->slot).written;
  outputs_.event(event, frame);
}

void Pipeline::tell(const Event& event) {
  ++accounts_.at(event.spec->slot).produced;
  write(event, {});
}

void Pipeline::side_event(Event& event) {
  const bool is_shown = routes_[event.spec->slot].is_selected;
  ++accounts_.at(event.spec->slot).produced;
  pass(event, {}, is_shown);
  if (!emit_.made().empty()) derive(*event.spec, is_shown);
}

void Pipeline::side_loss(const wire_loss& lost) {
  if (const EventSpec* spec = find_event(lost.id)) accounts_.at(spec->slot).produced += lost.count;
  loss(lost);
}

std::vector<FullTable> Pipeline::full_tables() const {
  std::vector<FullTable> full;
  for (const auto& stage : stages_) {
    if (const auto table = stage->full_table()) full.push_back(*table);
  }
  return full;
}

// Events that were made of others may have others made of them.
void Pipeline::derive(const EventSpec& cause, bool is_shown) {
  // Whether the task is within the scopes is not known of an event that nobody selected; the filter decides then.
  const bool in_scope = is_shown || !selected_.test(cause.slot);
  while (!emit_.made().empty()) {
    std::vector<OwnedEvent> made = std::exchange(emit_.made(), {});
    for (OwnedEvent& one : made) {
      const Route& route = routes_[one.event.spec->slot];
      ++accounts_.at(one.event.spec->slot).produced;
      pass(one.event, {}, in_scope && route.is_selected);
    }
  }
}

// To a reader of the stream it is lost, whoever lost it: the LOSS frame explains the gap in the numbers of its lane.
void Pipeline::report_malformed(std::string_view frame, const std::string& why) {
  ++malformed_;
  spdlog::error("decoding an event of the kernel: {}", why);
  wire_loss lost = one_loss(HEAD_MEMBER(frame, id), HEAD_MEMBER(frame, lane), 1);
  lost.first_time_ns = lost.last_time_ns = HEAD_MEMBER(frame, time_ns);
  lost.first_seq = lost.last_seq = HEAD_MEMBER(frame, seq);
  loss(lost);
}

void Pipeline::set_produced(const EventSpec& event, std::uint64_t produced) {
  Account& account = accounts_.at(event.slot);
  account.produced = produced;
  const std::uint64_t known = account.written + account.filtered + account.lost;
  const std::uint64_t missing = std::min(produced - std::min(produced, known), unattributed_);
  if (missing == 0) return;
  unattributed_ -= missing;
  loss(one_loss(event.id, WIRE_NO_LANE, missing));
}

std::vector<const EventSpec*> Pipeline::unbalanced() const {
  std::vector<const EventSpec*> found;
  for (const EventSpec& event : events()) {
    if (!accounts_.at(event.slot).balances()) found.push_back(&event);
  }
  return found;
}

void Pipeline::release(bool everything) {
  for (const Sorter::Held& held : sorter_.release(everything)) {
    Event* event = &undecoded_;
    const EventSpec* const spec = find_event(HEAD_MEMBER(held.frame, id));
    if (outputs_.reads_arguments()) {
      event = &decoded_;
      if (const Status decoded = decoder_.decode(held.frame, *event); !decoded) {
        report_malformed(held.frame, decoded.error().message);
        continue;
      }
    } else {
      event->spec = spec;
      identity_of(held.frame, boot_time_ns_, event->context);
    }
    event->context.executable = held.executable;
    event->context.container_id = held.container_id;
    ++accounts_.at(spec->slot).written;
    outputs_.event(*event, held.frame);
  }
}

void Pipeline::change_files(std::uint64_t time_ns) {
  release(true);  // what is sorted is sorted within a file
  outputs_.change_files(accounts_.totals(false), time_ns,
                        [&](const StateSink& sink) { told_->tell(time_ns, boot_time_ns_, sink); });
}

void Pipeline::loss(const wire_loss& loss) {
  if (const EventSpec* spec = find_event(loss.id)) accounts_.at(spec->slot).lost += loss.count;
  outputs_.loss(loss);
}

void Pipeline::clock(const wire_clock& clock) {
  boot_time_ns_ = clock.boot_time_ns;
  decoder_.set_boot_time(clock.boot_time_ns);
  outputs_.clock(clock);
}

}  // namespace trace
