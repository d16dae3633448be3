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
    const EventReader::Item item = (*reader)->next();
    if (item == EventReader::Item::end || item == EventReader::Item::failed) return;
    out.clear();
    for (const auto& encoder : encoders) {
      if (item == EventReader::Item::event) encoder->event((*reader)->event(), {}, out);
      if (item == EventReader::Item::loss) encoder->loss((*reader)->loss(), out);
      if (item == EventReader::Item::totals) encoder->totals((*reader)->totals(), true, out);
    }
  }
}

}  // namespace trace
