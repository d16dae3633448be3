// SPDX-License-Identifier: Apache-2.0
#include "common/stream/byte_source.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/unique_fd.h"
#include "common/stream/zstd_source.h"
#include "common/wire/seal.h"

namespace trace {
namespace {

class FdSource final : public ByteSource {
 public:
  FdSource(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    while (true) {
      const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) return Error{Code::io, "reading " + name_ + ": " + std::strerror(errno)};
    }
  }

 private:
  UniqueFd fd_;
  std::string name_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string bytes, std::size_t chunk) : bytes_(std::move(bytes)), chunk_(chunk) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t n = std::min({buffer.size(), chunk_, bytes_.size() - at_});
    std::memcpy(buffer.data(), bytes_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  std::size_t chunk_;
  std::size_t at_ = 0;
};

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

// What a seal begins with, up to its mark.
constexpr std::size_t kSealBegin = offsetof(wire_seal, mark);
constexpr std::size_t kSealSignature = kSealBegin + WIRE_MARK_SIZE;

bool is_seal(std::string_view bytes) {
  return bytes.size() >= kSealSignature && load<wire_u32>(bytes) == WIRE_SEAL_SKIPPABLE &&
         load<wire_u64>(bytes, offsetof(wire_seal, magic)) == WIRE_SEAL_MAGIC;
}

// What is damaged is told at the end: if the recording is sealed, decompressing goes on after the next seal of the same mark, which
// a process that is watched does not know.
class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> packed)
      : packed_(std::move(packed)), stream_(ZSTD_createDStream()), input_(ZSTD_DStreamInSize(), '\0') {}

  Result<std::size_t> read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size) {
        TRY_ASSIGN(const bool more, refill(0));
        if (!more) return end();
      }
      if (!within_frame_) TRY(look_for_seal());
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &out, &in_);
      within_frame_ = hint != 0;
      if (ZSTD_isError(hint) == 0) continue;
      if (!damage_)
        damage_ = "decompressing: " + std::string(ZSTD_getErrorName(hint)) + ", before byte " +
                  std::to_string(begin_ + in_.pos);
      TRY_ASSIGN(const bool found, seek());
      if (!found) return end();
    }
    return out.pos;
  }

 private:
  std::string_view left() const { return std::string_view(input_).substr(in_.pos, in_.size - in_.pos); }

  Status look_for_seal() {
    constexpr char kFirst = static_cast<char>(WIRE_SEAL_SKIPPABLE & 0xff);
    while (left().size() < kSealSignature && left().starts_with(kFirst)) {
      TRY_ASSIGN(const bool more, refill(left().size()));
      if (!more) break;
    }
    if (is_seal(left())) signature_ = left().substr(0, kSealSignature);
    return ok();
  }

  // Reads on, after the last `kept` bytes. False at the end.
  Result<bool> refill(std::size_t kept) {
    begin_ += in_.size - kept;
    std::memmove(input_.data(), input_.data() + in_.size - kept, kept);
    TRY_ASSIGN(const std::size_t n, packed_->read(std::span(input_).subspan(kept)));
    in_ = {input_.data(), kept + n, 0};
    return n != 0;
  }

  // To the next seal. False: there is none.
  Result<bool> seek() {
    ZSTD_DCtx_reset(stream_.get(), ZSTD_reset_session_only);
    within_frame_ = false;
    while (!signature_.empty()) {
      const std::size_t at = left().find(signature_);
      if (at != std::string_view::npos) {
        in_.pos += at;
        return true;
      }
      TRY_ASSIGN(const bool more, refill(std::min(left().size(), kSealSignature - 1)));
      if (!more) return false;
    }
    return false;
  }

  Result<std::size_t> end() const {
    if (damage_) return Error{Code::corrupt, *damage_};
    if (within_frame_) return Error{Code::io, "the compressed file is cut off"};
    return std::size_t{0};
  }

  std::unique_ptr<ByteSource> packed_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  std::string input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::uint64_t begin_ = 0;            // where in the file what is in input_ begins
  std::string signature_;              // of the seals of this file; empty: none was seen
  std::optional<std::string> damage_;  // the first
  bool within_frame_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path) {
  if (path == "-" || path == "stdin") {
    return std::unique_ptr<ByteSource>(
        std::make_unique<FdSource>(UniqueFd(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)), "standard input"));
  }
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return Error{Code::io, "opening \"" + path + "\": " + std::strerror(errno)};
  return std::unique_ptr<ByteSource>(std::make_unique<FdSource>(std::move(fd), "\"" + path + "\""));
}

std::unique_ptr<ByteSource> bytes_from(UniqueFd fd, std::string name) {
  return std::make_unique<FdSource>(std::move(fd), std::move(name));
}

std::unique_ptr<ByteSource> bytes_of(std::string bytes, std::size_t chunk) {
  return std::make_unique<MemorySource>(std::move(bytes), chunk);
}

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> packed) {
  return std::make_unique<ZstdSource>(std::move(packed));
}

}  // namespace trace
