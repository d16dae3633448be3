// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/unsealed.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "common/stream/frame_scanner.h"

namespace trace {
namespace {

constexpr std::string_view kZstdMagic("\x28\xb5\x2f\xfd", 4);  // RFC 8878, section 3.1.1
constexpr std::uint32_t kSkippable = 0x184d2a50;               // to kSkippable + 15

// Passes frames, and gives nothing of them.
class FramePasser {
 public:
  FramePasser() : stream_(ZSTD_createDCtx()), out_(ZSTD_DStreamOutSize()) {}

  // Takes what it can of `bytes`, up to the end of a frame at most. Returns how much; none if it is damaged, or has more than `most`
  // bytes decompressed.
  std::optional<std::size_t> pass(std::string_view bytes, std::uint64_t most = UINT64_MAX) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    is_at_end_ = false;
    bool is_done = false;
    while (!is_done) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in);
      if (ZSTD_isError(left) != 0) {
        why_ = ZSTD_getErrorName(left);
        return std::nullopt;
      }
      if (out.pos > most) {
        why_ = "decompressed it is more than a part can have";
        return std::nullopt;
      }
      most -= out.pos;
      is_at_end_ = left == 0;
      is_done = is_at_end_ || (in.pos == in.size && out.pos < out.size);
    }
    return in.pos;
  }
  bool is_at_end() const { return is_at_end_; }
  const std::string& why() const { return why_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> stream_;
  std::vector<char> out_;
  std::string why_;
  bool is_at_end_ = false;
};

// Whether it begins so, as far as it is there.
bool is_compressed(std::string_view data) {
  if (data.size() < kZstdMagic.size()) return !data.empty() && kZstdMagic.starts_with(data);
  return data.starts_with(kZstdMagic) || (load<std::uint32_t>(data) & 0xfffffff0) == kSkippable;
}

// Frames, of which the first says so, as far as it is there, or text.
bool is_plain_recording(std::string_view data) {
  const bool is_text = !data.empty() && std::string_view("{[ \t\r\n\xef").find(data[0]) != std::string_view::npos &&
                       data.substr(0, 64).find('\0') == std::string_view::npos;
  return is_text || may_be_stream_frame(data) || load<wire_u64>(data, offsetof(wire_stream, magic)) == WIRE_MAGIC;
}

}  // namespace

Result<Unsealed> look_without_seal(Input& input) {
  if (is_plain_recording(input.data())) return Unsealed{};
  if (!is_compressed(input.data()) || load<std::uint32_t>(input.data()) == WIRE_SEAL_SKIPPABLE) {
    return Unsealed{
        "it begins neither with a seal nor as a recording: it never was one, or its beginning is another now", 0};
  }
  FramePasser passer;
  bool is_between_frames = true;
  while (true) {
    while (input.data().size() < sizeof(wire_seal)) {
      TRY_ASSIGN(const bool more, input.more());
      if (!more) break;
    }
    if (input.data().empty()) return Unsealed{};
    if (is_between_frames && input.data().starts_with(signature_of_all_seals())) {
      return Unsealed{"the seal that opens the recording is missing, or not at its beginning", 0};
    }
    const std::optional<std::size_t> passed = passer.pass(input.data());
    if (!passed) return Unsealed{"it cannot be decompressed: " + passer.why(), input.position()};
    is_between_frames = passer.is_at_end();
    input.consume(*passed);
  }
}

std::string wrong_in_tail(std::string_view tail, std::string_view signature) {
  if (tail.empty()) return "";
  FramePasser passer;
  const std::optional<std::size_t> passed = passer.pass(tail, kPartMax);
  if (!passed) return "what is after the last seal: " + passer.why();
  if (!passer.is_at_end()) return "";
  const std::string_view rest = tail.substr(*passed);
  const std::size_t told = std::min(rest.size(), signature.size());
  if (rest.size() < sizeof(wire_seal) && rest.substr(0, told) == signature.substr(0, told)) return "";
  return "a part without its seal";
}

}  // namespace trace
