// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/gatherer.h"

#include <algorithm>
#include <utility>

namespace trace {
namespace {

class GatheringReader final : public EventReader {
 public:
  GatheringReader(std::unique_ptr<EventReader> inner, Gatherer& gatherer)
      : inner_(std::move(inner)), gatherer_(gatherer) {}
  Item next() override {
    Item item = inner_->next();
    gatherer_.take(item);
    return item;
  }
  const StreamInfo* head() const override { return inner_->head(); }
  Architecture architecture() const override { return inner_->architecture(); }

 private:
  std::unique_ptr<EventReader> inner_;
  Gatherer& gatherer_;
};

class GatheringSource final : public ByteSource {
 public:
  GatheringSource(std::unique_ptr<ByteSource> inner, Gatherer& gatherer)
      : inner_(std::move(inner)), gatherer_(gatherer) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    auto size = inner_->read(buffer);
    if (size) gatherer_.take_bytes({buffer.data(), *size});
    return size;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  Gatherer& gatherer_;
};

}  // namespace

void Gatherer::begin(const std::string& name) {
  end_recording();
  recordings_.push_back({name, "", 0});
  is_reading_ = true;
  host_ = 0;
}

void Gatherer::end_recording() {
  if (is_reading_) recordings_.back().sha256 = hash_.take();
  is_reading_ = false;
}

void Gatherer::take_bytes(std::string_view bytes) {
  if (!is_reading_) return;
  hash_.add(bytes);
  recordings_.back().bytes += bytes.size();
}

void Gatherer::take(const Item& item) {
  if (const auto* const event = std::get_if<EventItem>(&item)) {
    take(*event->event);
  } else if (const auto* const loss = std::get_if<Loss>(&item)) {
    gaps_.take(*loss);
  }
}

void Gatherer::take(const Event& event) {
  const Context& context = event.context;
  if ((context.flags & WIRE_FLAG_STATE) != 0) {
    processes_.see(event, host_of(context));
    return;
  }
  ++events_;
  if (context.time_ns != 0) {
    // What was there before is told all at once, and happened some other time.
    if (event.spec->id != WIRE_EVENT_existing_process) density_.add(context.time_ns);
    first_ns_ = first_ns_ == 0 ? context.time_ns : std::min(first_ns_, context.time_ns);
    last_ns_ = std::max(last_ns_, context.time_ns);
  }
  gaps_.take(*event.spec, context);
  last_process_ = context.host_pid == 0 ? 0 : processes_.see(event, host_of(context));
  acts_.take(event, last_process_, processes_);
  if (event.spec->id == WIRE_EVENT_artifact) artifacts_.take(event, last_process_);
  if (event.spec->id == WIRE_EVENT_extract && extracts_.size() < kExtractsMax) {
    const auto said = [&event](std::string_view argument) {
      const auto* const text = std::get_if<std::string_view>(&event.arg(argument));
      return text == nullptr ? std::string() : std::string(*text);
    };
    extracts_.push_back({said("source"), said("sha256"), said("selection")});
  }
}

// The first event that is of no container has the name of the machine; the others have that of their uts namespace.
std::uint32_t Gatherer::host_of(const Context& context) {
  const bool is_container = !context.container_id.empty() || (context.flags & WIRE_FLAG_CONTAINER) != 0;
  if (host_ != 0 || is_container || context.uts.empty()) return host_;
  const auto found = std::find(hosts_.begin(), hosts_.end(), context.uts);
  host_ = static_cast<std::uint32_t>(found - hosts_.begin()) + 1;
  if (found == hosts_.end() && hosts_.size() < kHostsMax) hosts_.emplace_back(context.uts);
  return host_;
}

Status Gatherer::detection(const Detection& detection) {
  // What the engine says of the stream is of no process.
  const ProcessId process = detection.event.spec->origin == Origin::engine ? 0 : last_process_;
  processes_.mark(process, detection.rule.severity);
  detections_.take(detection, process);
  return ok();
}

std::vector<RecordingFacts> Gatherer::recordings() {
  end_recording();
  return recordings_;
}

std::unique_ptr<EventReader> gather_from(std::unique_ptr<EventReader> reader, Gatherer& gatherer) {
  return std::make_unique<GatheringReader>(std::move(reader), gatherer);
}

std::unique_ptr<ByteSource> gather_from(std::unique_ptr<ByteSource> bytes, Gatherer& gatherer) {
  return std::make_unique<GatheringSource>(std::move(bytes), gatherer);
}

}  // namespace trace
