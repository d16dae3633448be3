// SPDX-License-Identifier: Apache-2.0
// One line of JSON, which both ways to read it have to read alike, the quick one with what it learnt from all lines before; and
// written in every format.
#include <cstdlib>
#include <memory>
#include <string>

#include "common/codec/encoder.h"
#include "tests/support/decoded_line.h"
#include "tests/support/general_line.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  static JsonDecoder learning;
  static json::GeneralReader reader;
  static const std::unique_ptr<Encoder> encoders[] = {make_json_encoder({true, false}), make_table_verbose_encoder({})};
  std::string_view line(reinterpret_cast<const char*>(data), size);
  line = line.substr(0, line.find('\n'));
  DecodedLine decoded(line, std::move(learning));
  GeneralLine general(line, std::move(reader));
  if (decoded.bytes() != general.bytes()) std::abort();
  if (decoded.is(JsonDecoder::Line::event)) {
    std::string out;
    for (const auto& encoder : encoders) encoder->event(decoded.event(), {}, out);
  }
  learning = decoded.take_decoder();
  reader = general.take_reader();
  return 0;
}
