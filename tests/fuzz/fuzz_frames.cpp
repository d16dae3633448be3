// SPDX-License-Identifier: Apache-2.0
// The STREAM frame of a stream with our own catalog, which then need not be said, and whatever comes after it.
#include "tests/fuzz/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const std::string head = [] {
    std::string bytes;
    trace::StreamInfo info{0, 2, "host", "6.1", {}};
    info.mark.fill('m');
    trace::make_frame_encoder()->begin(info, bytes);
    return bytes.substr(0, sizeof(wire_stream));
  }();
  trace::read_all(head + std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
