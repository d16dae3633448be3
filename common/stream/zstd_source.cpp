// SPDX-License-Identifier: Apache-2.0
#include "common/stream/zstd_source.h"

#include <zstd.h>

#include <utility>
#include <vector>

namespace trace {
namespace {

struct StreamDeleter {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), stream_(ZSTD_createDStream()), input_(ZSTD_DStreamInSize()) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (stream_ == nullptr) return Error{Code::internal, "decompressing: out of memory"};
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0 && out.size > 0) {
      if (in_.pos == in_.size && !flushing_) {
        TRY_ASSIGN(const std::size_t count, source_->read(input_));
        if (count == 0) return std::size_t{0};
        in_ = {input_.data(), count, 0};
      }
      const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(result) != 0) {
        return Error{Code::corrupt, std::string("decompressing: ") + ZSTD_getErrorName(result)};
      }
      flushing_ = out.pos == out.size;  // more may be waiting inside
    }
    return out.pos;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<ZSTD_DStream, StreamDeleter> stream_;
  std::vector<char> input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool flushing_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> decompress_zstd(std::unique_ptr<ByteSource> source) {
  return std::make_unique<ZstdSource>(std::move(source));
}

}  // namespace trace
