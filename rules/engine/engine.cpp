// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/engine.h"

#include <utility>

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

}  // namespace

Engine::Engine(Evaluator evaluator, DetectionSink& sink, Complain complain)
    : evaluator_(std::move(evaluator)), sink_(sink), complain_(std::move(complain)) {}

Status Engine::run(EventReader& reader, const std::string& name, const std::atomic<bool>& stop) {
  CountingSink sink(sink_, tally_.detections);
  ++tally_.streams;
  while (!stop.load(std::memory_order_relaxed)) {
    switch (reader.next()) {
      case EventReader::Item::event: {
        const Event& event = reader.event();
        ++tally_.events;
        ++tally_.events_by_slot.at(event.spec->slot);
        if (event.not_understood != 0) count_not_understood(reader.malformed(), name);
        TRY(evaluator_.evaluate(event, sink));
        break;
      }
      case EventReader::Item::loss:
        count_loss(reader.loss(), name);
        break;
      case EventReader::Item::totals:
        break;
      case EventReader::Item::unknown:
        ++tally_.unknown;
        complain_throttled(unknown_, name + ": skipped: unknown event \"" + std::string(reader.unknown_name()) + "\"");
        break;
      case EventReader::Item::malformed: {
        const Malformed& what = reader.malformed();
        ++tally_.malformed;
        complain_throttled(malformed_, name + ":" + std::to_string(what.position) + ": skipped: " + what.what);
        break;
      }
      case EventReader::Item::end:
        if (reader.complete()) ++tally_.complete_streams;
        tally_.mismatches.insert(tally_.mismatches.end(), reader.mismatches().begin(), reader.mismatches().end());
        return ok();
      case EventReader::Item::failed:
        give_up(reader.failure(), name);
        return ok();
    }
  }
  return ok();
}

void Engine::give_up(const Error& why, const std::string& name) {
  tally_.failures.push_back(name + ": " + why.message);
}

void Engine::count_not_understood(const Malformed& what, const std::string& name) {
  ++tally_.not_understood;
  complain_throttled(not_understood_,
                     name + ":" + std::to_string(what.position) + ": " + what.what + ", and taken as unknown");
}

void Engine::count_loss(const wire_loss& loss, const std::string& name) {
  const EventSpec* event = find_event(loss.id);
  const std::string event_name = event != nullptr            ? std::string(event->name)
                                 : loss.id == WIRE_ANY_EVENT ? "hits of unknown events"
                                                             : "event " + std::to_string(loss.id);
  tally_.lost += loss.count;
  tally_.lost_by_event[event_name] += loss.count;
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
