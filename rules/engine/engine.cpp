// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/engine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "common/event/owned_event.h"

namespace trace {
namespace {

// Counts what passes through.
class CountingSink final : public DetectionSink {
 public:
  CountingSink(DetectionSink& inner, std::uint64_t& count) : inner_(inner), count_(count) {}
  Status detection(const Detection& detection) override {
    ++count_;
    return inner_.detection(detection);
  }
  Status flush() override { return inner_.flush(); }

 private:
  DetectionSink& inner_;
  std::uint64_t& count_;
};

// A sum of counts that a stream may have made up: it stays at the greatest number, rather than begin anew.
void add_saturating(std::uint64_t& sum, std::uint64_t count) {
  sum += std::min(count, std::numeric_limits<std::uint64_t>::max() - sum);
}

std::uint64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

std::string_view name_of(StreamWatch::Change change) {
  switch (change) {
    case StreamWatch::Change::none:
    case StreamWatch::Change::nothing_came:
      break;
    case StreamWatch::Change::silent:
      return "silent";
    case StreamWatch::Change::back:
      return "back";
    case StreamWatch::Change::ended:
      return "ended";
  }
  return "";
}

std::string sentence(StreamWatch::Change change, std::uint64_t silent_ms) {
  const std::string time = std::to_string(silent_ms) + " ms";
  switch (change) {
    case StreamWatch::Change::none:
      break;
    case StreamWatch::Change::nothing_came:
      return "nothing has come yet, for " + time + ": does a collector run?";
    case StreamWatch::Change::silent:
      return "nothing came for " + time +
             ", though a collector says something every second: it is dead, stopped or held up";
    case StreamWatch::Change::back:
      return "the collector is back, after " + time;
    case StreamWatch::Change::ended:
      return "the stream ended and did not say so: the collector was killed, or something between it and here";
  }
  return "";
}

}  // namespace

Engine::Engine(Evaluator evaluator, DetectionSink& sink, Complain complain)
    : evaluator_(std::move(evaluator)), sink_(sink), complain_(std::move(complain)) {
  utsname names{};
  if (::uname(&names) == 0) host_ = names.nodename;
}

Status Engine::run(EventReader& reader, const std::string& name, const std::atomic<bool>& stop) {
  CountingSink sink(sink_, tally_.detections);
  ++tally_.streams;
  bool is_at_head = true;  // an input may be several files in a row
  bool is_first = true;    // of them
  bool is_empty = true;
  while (!stop.load(std::memory_order_relaxed)) {
    const Item item = reader.next();
    const bool is_over = std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item);
    is_empty = is_empty && std::holds_alternative<End>(item);
    if (is_empty) ++tally_.empty_streams;
    if (is_at_head && !is_over && reader.head() != nullptr) {
      begin_file(*reader.head());
      if (std::exchange(is_first, false) && !files_.disorder().empty()) {
        tally_.contradictions.push_back(name + " " + std::string(files_.disorder()));
        is_again_ = false;  // is told
      }
      is_at_head = false;
    }
    if (const auto* totals = std::get_if<Totals>(&item)) is_at_head = is_at_head || totals->final;
    TRY_ASSIGN(const bool goes_on, std::visit([&](const auto& one) { return take(one, name, sink); }, item));
    if (!goes_on) break;
  }
  if (is_again_ && !is_empty) tally_.contradictions.push_back(name + " is a file that was read before, once more");
  return ok();
}

void Engine::expect(const std::string& name, bool is_again) {
  name_ = name;
  is_again_ = is_again;
  watch_.expect();
}

void Engine::begin_file(const StreamInfo& head) {
  if (const auto missing = files_.begin(head)) {
    ++tally_.file_gaps;
    if (tally_.missing_files.size() < Tally::kShownMax) tally_.missing_files.push_back(to_text(*missing));
  }
  tally_.unfinished_recordings = files_.unfinished();
  tally_.late_recordings = files_.late();
}

Result<bool> Engine::take(const EventItem& item, const std::string& name, DetectionSink& sink) {
  const Event& event = *item.event;
  if ((event.context.flags & WIRE_FLAG_STATE) != 0) {
    evaluator_.learn(event);
    return true;
  }
  ++tally_.events;
  ++tally_.events_by_slot.at(event.spec->slot);
  if (event.spec->id == WIRE_EVENT_extract) {
    const auto* const is_whole = std::get_if<bool>(&event.arg("whole"));
    if (is_whole != nullptr && !*is_whole) ++tally_.cut_sources;
  }
  if (event.not_understood != 0) {
    ++tally_.not_understood;
    complain_throttled(not_understood_, name + ":" + std::to_string(item.position) + ": " + std::string(item.what) +
                                            ", and taken as unknown");
  }
  TRY(evaluator_.evaluate(event, sink));
  return true;
}

Result<bool> Engine::take(const Loss& loss, const std::string& name, DetectionSink& /*sink*/) {
  count_loss(loss.frame, name);
  return true;
}

Result<bool> Engine::take(const Totals& totals, const std::string& /*name*/, DetectionSink& /*sink*/) {
  if (totals.final) {
    watch_.end();
    if (totals.goes_on) files_.goes_on();
    tally_.unfinished_recordings = files_.unfinished();
  } else {
    watch_.checkpoint(totals.time_ns, now_ns());
  }
  return true;
}

Result<bool> Engine::take(const ClockStep& /*step*/, const std::string& /*name*/, DetectionSink& /*sink*/) {
  return true;
}

Result<bool> Engine::take(const Artifact& /*artifact*/, const std::string& /*name*/, DetectionSink& /*sink*/) {
  return true;
}

Result<bool> Engine::take(const UnknownEvent& unknown, const std::string& name, DetectionSink& /*sink*/) {
  ++tally_.unknown;
  complain_throttled(unknown_, name + ": skipped: unknown event \"" + std::string(unknown.name) + "\"");
  return true;
}

Result<bool> Engine::take(const Malformed& what, const std::string& name, DetectionSink& /*sink*/) {
  ++(what.is_cut ? tally_.cut_parts : tally_.malformed);
  if (what.is_cut) tell(watch_.over());  // another stream follows, or nothing
  complain_throttled(malformed_, name + ":" + std::to_string(what.position) + ": skipped: " + std::string(what.what));
  return true;
}

Result<bool> Engine::take(const Damaged& what, const std::string& name, DetectionSink& /*sink*/) {
  ++tally_.damaged;
  complain_throttled(damaged_, name + ": damaged, bytes " + std::to_string(what.first) + " to " +
                                   std::to_string(what.last) + ": " + std::string(what.what));
  return true;
}

Result<bool> Engine::take(const End& end, const std::string& /*name*/, DetectionSink& /*sink*/) {
  if (end.complete) ++tally_.complete_streams;
  const bool is_cut = end.should_be_complete && !end.complete && end.mismatches.empty();
  if (is_cut) ++tally_.cut_streams;
  tell(watch_.over());
  tally_.mismatches.insert(tally_.mismatches.end(), end.mismatches.begin(), end.mismatches.end());
  tally_.contradictions.insert(tally_.contradictions.end(), end.contradictions.begin(), end.contradictions.end());
  return false;
}

Result<bool> Engine::take(const Failed& failed, const std::string& name, DetectionSink& /*sink*/) {
  give_up(*failed.error, name);
  tell(watch_.over());
  return false;
}

void Engine::give_up(const Error& why, const std::string& name) {
  if (why.code == Code::corrupt) ++tally_.corrupt_streams;
  tally_.failures.push_back(name + ": " + why.message);
}

void Engine::heard() {
  tell(watch_.heard());
}

void Engine::waited(StreamWatch::Duration asked, StreamWatch::Duration took) {
  tell(watch_.waited(asked, took));
}

void Engine::tell(StreamWatch::Change change) {
  if (change == StreamWatch::Change::none) return;
  const auto silent_ms = static_cast<std::uint64_t>(watch_.silent_for().count());
  complain_(name_ + ": " + sentence(change, silent_ms));
  if (change == StreamWatch::Change::nothing_came) return;
  OwnedEvent made(events()[WIRE_SLOT_stream_watch]);
  Context& context = made.event.context;
  context.time_ns = now_ns();
  context.comm = "trace-rules";
  context.uts = host_;
  context.pid = context.tid = context.host_pid = context.host_tid = static_cast<std::uint32_t>(::getpid());
  context.lane = WIRE_NO_LANE;
  context.policies = 1;
  made.put("state", name_of(change));
  made.put("input", std::string_view(name_));
  made.put("silent_ms", silent_ms);
  CountingSink sink(sink_, tally_.detections);
  // A sink that fails says so again when the next detection, or the end, is written.
  if (evaluator_.evaluate(made.event, sink)) static_cast<void>(sink.flush());
}

void Engine::count_loss(const wire_loss& loss, const std::string& name) {
  const EventSpec* event = find_event(loss.id);
  const std::string event_name = event != nullptr            ? std::string(event->name)
                                 : loss.id == WIRE_ANY_EVENT ? "hits of unknown events"
                                                             : "events not known here";
  add_saturating(tally_.lost, loss.count);
  add_saturating(tally_.lost_by_event[event_name], loss.count);
  complain_throttled(lost_, name + ": the collector lost " + std::to_string(loss.count) + " " + event_name +
                                (loss.lane == WIRE_NO_LANE ? "" : " on cpu " + std::to_string(loss.cpu)));
}

void Engine::complain_throttled(Throttle& throttle, const std::string& line) {
  const Clock::time_point now = Clock::now();
  if (now < throttle.next) {
    ++throttle.suppressed;
    return;
  }
  throttle.next = now + std::chrono::seconds(1);
  const std::uint64_t more = std::exchange(throttle.suppressed, 0);
  complain_(more == 0 ? line : line + " (" + std::to_string(more) + " more like it since the last line)");
}

}  // namespace trace
