// SPDX-License-Identifier: Apache-2.0
#include "rules/run/converted.h"

#include "common/stream/reader.h"

namespace trace {
bool Converted::take(const Item& item, const StreamInfo* head) {
  const StreamInfo now = head == nullptr ? StreamInfo() : *head;
  if (!has_stream_ || !is_same_stream(now, head_)) {
    has_stream_ = true;
    head_ = now;
    exporter_.begin(head_, file_.buffer());
  }
  std::string& out = file_.buffer();
  std::visit(Overloaded{
                 [&](const EventItem& one) { exporter_.event(*one.event, out); },
                 [&](const Loss& one) { exporter_.loss(one, out); },
                 [&](const Totals& one) { exporter_.totals(one, out); },
                 [&](const ClockStep& one) { exporter_.clock(one, out); },
                 [&](const Artifact& one) { exporter_.artifact(one, out); },
                 [](const auto&) {},
             },
             item);
  if (file_.is_large()) file_.flush();
  return !file_.has_ended() && !file_.is_full();
}

Status Converted::detection(const Detection& detection) {
  exporter_.detection(detection, file_.buffer());
  return ok();
}

}  // namespace trace
