// SPDX-License-Identifier: Apache-2.0
// Turns events into bytes of one output format. The bytes are appended to a string; who writes them where is not the
// encoder's business, so that table, JSON and frames cannot disagree about anything else.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/event/event.h"
#include "common/wire/frame.h"

namespace trace {

// What is known of a stream before its first event.
struct StreamInfo {
  std::uint64_t boot_time_ns = 0;  // add to CLOCK_BOOTTIME to get nanoseconds since the epoch
  std::uint16_t cpus = 0;
  std::string host;
  std::string kernel;
  std::array<std::uint8_t, WIRE_MARK_SIZE> mark{};  // random; see wire_stream
  std::uint64_t begin_ns = 0;                       // CLOCK_BOOTTIME when it begins; no later than its first event
  std::uint32_t file = 0;                           // of the recording, from 0
  Architecture architecture = kOwnArchitecture;     // of the machine that its events happened on
  bool is_extract = false;                          // chosen from another; events of ancestors stand before older ones
};

struct EncoderOptions {
  bool parse_arguments = false;  // numbers as symbols: O_RDONLY
  bool relative_time = false;    // times since boot instead of the epoch; frames are not affected
};

class Encoder {
 public:
  virtual ~Encoder() = default;
  // False: event() can do with a frame and, of the event, the spec and the part of the context that says when and of which
  // process and container it is, so that nobody has to decode it.
  virtual bool reads_arguments() const { return true; }
  virtual void begin(const StreamInfo& info, std::string& out) = 0;
  // `frame` is the event as a frame; empty if there is none.
  virtual void event(const Event& event, std::string_view frame, std::string& out) = 0;
  virtual void loss(const wire_loss& loss, std::string& out) = 0;
  // The wall clock was set: the boot time of the stream is another one from here.
  virtual void clock(const wire_clock& clock, std::string& out) = 0;
  // An artifact, or with `piece` some of its bytes. REQUIRES: piece.size() is at most kPieceMax. The header is the encoder's.
  virtual void artifact(const wire_artifact& artifact, std::string_view piece, std::string& out) = 0;
  static constexpr std::size_t kPieceMax = WIRE_BLOCK_BYTES;
  // A checkpoint, or with `final` the last words of the stream, at `time_ns` since boot. REQUIRES: no event or loss before it
  // is later.
  virtual void totals(std::span<const wire_total> totals, bool final, std::uint64_t time_ns, std::string& out) = 0;
  // The last words of a file, as those that are final: the stream goes on in another one, which the next begin() begins.
  virtual void end_file(std::span<const wire_total> totals, std::uint64_t time_ns, std::string& out) {
    this->totals(totals, true, time_ns, out);
  }
  // Whether a reader can tell an event with WIRE_FLAG_STATE from one that happened.
  virtual bool tells_state() const { return false; }
  // What is appended next needs nothing of what was, but for what begin() said.
  virtual bool is_between_blocks() const { return true; }
};

// make_table_encoder(), make_json_encoder(), make_frame_encoder() ...: of each output format.
#define COLLECTOR_FORMAT(id, name, shows, help) \
  std::unique_ptr<Encoder> make_##id##_encoder(const EncoderOptions& options = {});
#include "common/catalog/formats.def"

}  // namespace trace
