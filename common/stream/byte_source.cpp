// SPDX-License-Identifier: Apache-2.0
#include "common/stream/byte_source.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/base/unique_fd.h"
#include "common/stream/zstd_source.h"

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

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> packed)
      : packed_(std::move(packed)), stream_(ZSTD_createDStream()), input_(ZSTD_DStreamInSize(), '\0') {}

  Result<std::size_t> read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size) {
        TRY_ASSIGN(const std::size_t n, packed_->read(input_));
        if (n == 0) {
          if (within_frame_) return Error{Code::io, "the compressed file is cut off"};
          return std::size_t{0};
        }
        in_ = {input_.data(), n, 0};
      }
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(left) != 0) {
        return Error{Code::corrupt, "decompressing: " + std::string(ZSTD_getErrorName(left))};
      }
      within_frame_ = left != 0;
    }
    return out.pos;
  }

 private:
  std::unique_ptr<ByteSource> packed_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  std::string input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
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
