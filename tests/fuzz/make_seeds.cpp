// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of fuzz_frames anew, after the format has changed: make_seeds tests/fuzz/seeds/fuzz_frames
#include <cstdio>
#include <string>

#include "tests/support/recording.h"

namespace trace {
namespace {

bool write_file(const std::string& path, std::string_view bytes) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && written;
}

// What is said between events.
std::string records() {
  const auto encoder = make_frame_encoder();
  StreamInfo info{0, 2, "host", "6.1", {}};
  info.mark.fill('m');
  std::string head;
  encoder->begin(info, head);
  std::string out;
  encoder->loss({{sizeof(wire_loss), WIRE_KIND_LOSS, 0}, 257, 1, 4, 12, 5, 6, 7, 40}, out);
  encoder->clock({{sizeof(wire_clock), WIRE_KIND_CLOCK, 0}, 40, 7'000'000, 250}, out);
  wire_artifact artifact{};
  artifact.id = 3;
  artifact.hash.algorithm = WIRE_HASH_SHA256;
  encoder->artifact(artifact, "hello", out);
  encoder->totals(std::vector<wire_total>{{257, 0, 13, 1, 0, 12}}, true, 9, out);
  return out;
}

bool write_seeds(const std::string& folder) {
  Recording recording;
  recording.record(8, 3);
  const std::string_view bytes = recording.bytes;
  return write_file(folder + "/events", bytes.substr(recording.blocks[0].end)) &&
         write_file(folder + "/block", recording.bytes_of(recording.blocks[1])) &&
         write_file(folder + "/records", records());
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  return argc == 2 && trace::write_seeds(argv[1]) ? 0 : 1;
}
