// SPDX-License-Identifier: Apache-2.0
// One EVENT frame, in memory of exactly its size: decoded, written in every format, and what was decoded makes a frame that can be
// decoded.
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "common/codec/encoder.h"
#include "common/codec/frame/decode.h"
#include "common/codec/frame/encode.h"

namespace trace {
namespace {

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;

// As large as it says, and of an event that there is.
std::vector<char> frame_of(const unsigned char* data, std::size_t size) {
  std::vector<char> frame(data, data + size);
  wire_event head{};
  std::memcpy(&head, frame.data(), sizeof(head));
  head.header.size = static_cast<wire_u32>(size);
  head.header.kind = WIRE_KIND_EVENT;
  if (find_event(head.id) == nullptr) head.id = events()[head.id % events().size()].id;
  std::memcpy(frame.data(), &head, sizeof(head));
  return frame;
}

void pass(const unsigned char* data, std::size_t size) {
  static const FrameDecoder decoder(kBootTime);
  static const std::unique_ptr<Encoder> encoders[] = {make_json_encoder({true, false}), make_table_verbose_encoder({})};
  const std::vector<char> frame = frame_of(data, size);
  Event event;
  if (!decoder.decode({frame.data(), frame.size()}, event)) return;
  std::string out;
  for (const auto& encoder : encoders) encoder->event(event, {}, out);
  out.clear();
  encode_frame(event, kBootTime, out);
  const std::vector<char> again(out.begin(), out.end());
  Event second;
  if (!decoder.decode({again.data(), again.size()}, second)) std::abort();
}

}  // namespace
}  // namespace trace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size >= sizeof(wire_event) && size <= WIRE_FRAME_MAX / 2) trace::pass(data, size);
  return 0;
}
