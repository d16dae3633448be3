// SPDX-License-Identifier: Apache-2.0
// Frames that someone else wrote. The input is what follows a sound STREAM and CATALOG frame; with
// its first bit set, it is the whole stream. What is read as an event must be one: it is written in
// every format, and its frame is read again.
#include <cstdlib>

#include "common/codec/frame_decode.h"
#include "tests/support/streams.h"

namespace {

void check_event(const trace::Event& event) {
  using namespace trace;
  std::string out;
  static const auto json = make_json_encoder({});
  static const auto parsed_json = make_json_encoder({true, false});
  static const auto table = make_table_encoder({true, false}, true);
  json->event(event, {}, out);
  parsed_json->event(event, {}, out);
  table->event(event, {}, out);
  const std::string frame = test::frame_of(event);
  if (frame.empty()) return;  // it came with longer integers and does not fit any more
  static const FrameDecoder decoder(test::kBootTimeNs);
  Event again;
  if (!decoder.decode(frame, again) || test::frame_of(again) != frame) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trace;
  if (size == 0) return 0;
  static const std::string kStart = [] {
    std::string start;
    make_frame_encoder()->begin({test::kBootTimeNs, 2, "", ""}, start);
    start.resize(sizeof(wire_stream));
    return start;
  }();
  std::string stream = (data[0] & 1) != 0 ? std::string() : kStart;
  stream.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto reader = open_reader(bytes_of(std::move(stream)));
  if (!reader) return 0;
  while (true) {
    const auto item = (*reader)->next();
    if (item == EventReader::Item::event) check_event((*reader)->event());
    if (item == EventReader::Item::end || item == EventReader::Item::failed) return 0;
  }
}

// Begins with sound frames, which libFuzzer then damages.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                    std::size_t size,
                                    std::size_t max_size,
                                    unsigned seed) {
  using namespace trace;
  if (seed % 8 != 0) return LLVMFuzzerMutate(data, size, max_size);
  test::EventMaker maker(seed);
  const std::string frame = test::frame_of(maker.make(events()[seed / 8 % events().size()]));
  if (frame.size() + 1 > max_size) return LLVMFuzzerMutate(data, size, max_size);
  data[0] = 0;
  frame.copy(reinterpret_cast<char*>(data) + 1, frame.size());
  return frame.size() + 1;
}
