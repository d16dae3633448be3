// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/byte_ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace trace {
namespace {

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

Error mapping_failed() {
  return {Code::io, std::string("mapping a ring of captured bytes: ") + std::strerror(errno)};
}

std::size_t rounded_up(std::size_t size) {
  constexpr std::size_t kAlignment = 8;
  return (size + kAlignment - 1) & ~(kAlignment - 1);
}

}  // namespace

Result<ByteRing> ByteRing::map(UniqueFd map, std::size_t bytes) {
  ByteRing ring(std::move(map), bytes);
  void* const consumed = ::mmap(nullptr, page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, ring.map_.get(), 0);
  if (consumed == MAP_FAILED) return mapping_failed();
  ring.consumed_ = static_cast<std::uint64_t*>(consumed);
  void* const produced =
      ::mmap(nullptr, page_size() + 2 * bytes, PROT_READ, MAP_SHARED, ring.map_.get(), static_cast<off_t>(page_size()));
  if (produced == MAP_FAILED) return mapping_failed();
  ring.produced_ = static_cast<const std::uint64_t*>(produced);
  return ring;
}

ByteRing::ByteRing(ByteRing&& other) noexcept
    : map_(std::move(other.map_)),
      bytes_(other.bytes_),
      consumed_(std::exchange(other.consumed_, nullptr)),
      produced_(std::exchange(other.produced_, nullptr)) {}

ByteRing::~ByteRing() {
  if (consumed_ != nullptr) ::munmap(consumed_, page_size());
  if (produced_ != nullptr) ::munmap(const_cast<std::uint64_t*>(produced_), page_size() + 2 * bytes_);
}

bool ByteRing::take(const std::function<void(std::string_view record)>& sink) {
  const auto* const data = reinterpret_cast<const char*>(produced_) + page_size();
  std::uint64_t at = *consumed_;  // nobody else writes it
  // What comes meanwhile is for the next time: it might come faster than it is taken.
  const std::uint64_t end = std::atomic_ref(*const_cast<std::uint64_t*>(produced_)).load(std::memory_order_acquire);
  while (at < end) {
    // A record: its length with two flags, 32 bits of the kernel's own, and the bytes.
    const char* const record = data + (at & (bytes_ - 1));
    auto& head = *const_cast<std::uint32_t*>(reinterpret_cast<const std::uint32_t*>(record));
    const std::uint32_t length = std::atomic_ref(head).load(std::memory_order_acquire);
    if ((length & BPF_RINGBUF_BUSY_BIT) != 0) return false;
    const std::size_t size = length & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
    if (size > bytes_) return false;  // never so
    if ((length & BPF_RINGBUF_DISCARD_BIT) == 0) sink({record + BPF_RINGBUF_HDR_SZ, size});
    at += rounded_up(size + BPF_RINGBUF_HDR_SZ);
    std::atomic_ref(*consumed_).store(at, std::memory_order_release);
  }
  return true;
}

}  // namespace trace
