// SPDX-License-Identifier: Apache-2.0
#include "common/seal/compressor.h"

#include <zstd.h>

#include <new>

namespace trace {
namespace {

constexpr int kLevel = 3;

// What fails here is memory: the parameters are constants, and the context is always in a state that permits the call.
void compress(ZSTD_CCtx_s* context, std::string_view plain, ZSTD_EndDirective how, std::string& out) {
  ZSTD_inBuffer in{plain.data(), plain.size(), 0};
  std::size_t left = 0;
  do {
    const std::size_t begin = out.size();
    out.resize(begin + ZSTD_CStreamOutSize());
    ZSTD_outBuffer room{out.data() + begin, ZSTD_CStreamOutSize(), 0};
    left = ZSTD_compressStream2(context, &room, &in, how);
    out.resize(begin + room.pos);
    if (ZSTD_isError(left) != 0) throw std::bad_alloc();
  } while (how == ZSTD_e_continue ? in.pos != in.size : left != 0);
}

}  // namespace

Compressor::Compressor() : context_(ZSTD_createCCtx()) {
  if (!context_) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Compressor::~Compressor() = default;

void Compressor::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

void Compressor::add(std::string_view plain, std::string& out) {
  compress(context_.get(), plain, ZSTD_e_continue, out);
}

void Compressor::flush(std::string& out) {
  compress(context_.get(), {}, ZSTD_e_flush, out);
}

void Compressor::end(std::string& out) {
  compress(context_.get(), {}, ZSTD_e_end, out);
}

}  // namespace trace
