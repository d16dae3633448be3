// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/codec/encoder.h"
#include "common/stream/reader.h"

namespace trace {

// Reads all of it, and writes every event in every format, so that its values are looked at.
inline void read_all(std::string bytes) {
  auto reader = open_reader(bytes_of(std::move(bytes)));
  if (!reader) return;
  const std::unique_ptr<Encoder> encoders[] = {make_json_encoder({true, false}), make_table_verbose_encoder({}),
                                               make_frame_encoder()};
  std::string out;
  while (true) {
    const Item item = (*reader)->next();
    if (std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item)) return;
    out.clear();
    for (const auto& encoder : encoders) {
      if (const auto* event = std::get_if<EventItem>(&item)) encoder->event(*event->event, {}, out);
      if (const auto* loss = std::get_if<Loss>(&item)) encoder->loss(loss->frame, out);
      if (const auto* totals = std::get_if<Totals>(&item)) encoder->totals(totals->rows, true, totals->time_ns, out);
      if (const auto* clock = std::get_if<ClockStep>(&item)) encoder->clock(clock->frame, out);
      if (const auto* artifact = std::get_if<Artifact>(&item)) encoder->artifact(artifact->frame, artifact->piece, out);
    }
  }
}

}  // namespace trace
