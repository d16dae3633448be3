// SPDX-License-Identifier: Apache-2.0
// Operations of io_uring, by raw system calls: liburing is not needed for a ring of one entry.
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr std::uint64_t kMark = 0x7a11;  // user_data

// Submits one entry to a new ring and waits for its result. Returns false if there is no io_uring.
bool submit(const io_uring_sqe& entry) {
  io_uring_params params{};
  const int ring = static_cast<int>(syscall(SYS_io_uring_setup, 1, &params));
  if (ring < 0) return false;
  const std::size_t size = params.sq_off.array + params.sq_entries * sizeof(std::uint32_t);
  constexpr int kProtection = PROT_READ | PROT_WRITE;
  void* queue = mmap(nullptr, size, kProtection, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
  void* entries = mmap(nullptr, sizeof(entry), kProtection, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
  if (queue == MAP_FAILED || entries == MAP_FAILED) return false;
  std::memcpy(entries, &entry, sizeof(entry));
  char* base = static_cast<char*>(queue);
  *reinterpret_cast<std::uint32_t*>(base + params.sq_off.array) = 0;
  reinterpret_cast<std::atomic<std::uint32_t>*>(base + params.sq_off.tail)->store(1, std::memory_order_release);
  return syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0) == 1;
}

io_uring_sqe entry_of(std::uint8_t opcode) {
  io_uring_sqe entry{};
  entry.opcode = opcode;
  entry.user_data = kMark;
  return entry;
}

std::string why_no_io_uring() {
  io_uring_params params{};
  const UniqueFd ring(static_cast<int>(syscall(SYS_io_uring_setup, 1, &params)));
  return ring ? "" : std::string("io_uring_setup: ") + std::strerror(errno);
}

}  // namespace

void provoke_io_uring_submit() {
  if (const std::string why = why_no_io_uring(); !why.empty()) return skip(why);
  Collector& collector = hook_collector();
  const UniqueFd file(open(own_path().c_str(), O_RDONLY | O_CLOEXEC));
  const Child child = run_child([&] {
    static std::array<char, 16> buffer;
    io_uring_sqe entry = entry_of(IORING_OP_READ);
    entry.fd = file.get();
    entry.addr = reinterpret_cast<std::uint64_t>(buffer.data());
    entry.len = buffer.size();
    return submit(entry) ? 0 : 1;
  });
  const Record submitted = collector.expect("io_uring_submit", child.pid);
  check_context(submitted, child);
  CHECK(submitted.member("syscall") == quoted("io_uring_enter"));
  CHECK(submitted.arg("opcode") == std::to_string(IORING_OP_READ));
  CHECK(submitted.arg("user_data") == std::to_string(kMark));
  // The flags have 32 bits before Linux 6.9, and the mark lies behind them.
  CHECK(static_cast<std::uint64_t>(submitted.number("flags")) >> 32 != kMark);
  CHECK(submitted.arg("pathname") == quoted(own_path()));
  // Before Linux 5.19 the tracepoint does not tell the descriptor, and the event says so.
  if (submitted.line.find(R"("absent":["fd"])") == std::string::npos) {
    CHECK(submitted.arg("fd") == std::to_string(file.get()));
  } else {
    CHECK(submitted.provider() == "tp_btf");
  }
}

void provoke_io_uring_complete() {
  if (const std::string why = why_no_io_uring(); !why.empty()) return skip(why);
  Collector& collector = hook_collector();
  const Child nop = run_child([] { return submit(entry_of(IORING_OP_NOP)) ? 0 : 1; });
  const Record done = collector.expect("io_uring_complete", nop.pid);
  check_context(done, nop);
  CHECK(done.arg("user_data") == std::to_string(kMark));
  CHECK(done.arg("result") == "0");
  CHECK(done.arg("cflags") == "0");
}

TEST_CASE("a connection by io_uring is not said to be made on the descriptor of the ring", "[hook]") {
  if (const std::string why = why_no_io_uring(); !why.empty()) return skip(why);
  Collector& collector = hook_collector();
  const UniqueFd socket_fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  const Child by_call = run_child([&] { return connect(socket_fd.get(), generic, sizeof(address)); });
  if (collector.expect("security_socket_connect", by_call.pid).provider() == "sys_exit") {
    return skip("connections by io_uring are not seen on this kernel, as the catalog says");
  }
  const Child by_ring = run_child([&] {
    io_uring_sqe entry = entry_of(IORING_OP_CONNECT);
    entry.fd = socket_fd.get();
    entry.addr = reinterpret_cast<std::uint64_t>(&address);
    entry.off = sizeof(address);
    return submit(entry) ? 0 : 1;
  });
  const Record event = collector.expect("security_socket_connect", by_ring.pid);
  CHECK(event.member("syscall") == quoted("io_uring_enter"));
  INFO(event.line);
  CHECK(event.line.find(R"("absent":["sockfd"])") != std::string::npos);
}

TEST_CASE("an open by io_uring that fails has its error in the completion", "[hook]") {
  if (const std::string why = why_no_io_uring(); !why.empty()) return skip(why);
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    io_uring_sqe entry = entry_of(IORING_OP_OPENAT);
    entry.fd = AT_FDCWD;
    entry.addr = reinterpret_cast<std::uint64_t>("/nonexistent/by-io-uring");
    return submit(entry) ? 0 : 1;
  });
  CHECK(collector.expect("io_uring_submit", child.pid).arg("opcode") == std::to_string(IORING_OP_OPENAT));
  CHECK(collector.expect("io_uring_complete", child.pid).arg("result") == std::to_string(-ENOENT));
}

// The descriptor of these is a directory, a number to close, or nothing; the kernel does not keep it where the others have theirs.
TEST_CASE("an operation by io_uring that is not on an open file has no file", "[hook]") {
  if (const std::string why = why_no_io_uring(); !why.empty()) return skip(why);
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("planted"), "x");
  for (const auto operation : {IORING_OP_NOP, IORING_OP_OPENAT, IORING_OP_CLOSE, IORING_OP_STATX}) {
    const Child child = run_child([&] {
      const int planted = open(dir.file("planted").c_str(), O_RDONLY);
      dup2(planted, 0);
      io_uring_sqe entry = entry_of(operation);
      if (operation == IORING_OP_CLOSE) entry.fd = planted;
      if (operation == IORING_OP_OPENAT || operation == IORING_OP_STATX) {
        entry.fd = AT_FDCWD;
        entry.addr = reinterpret_cast<std::uint64_t>("/nonexistent/by-io-uring");
      }
      return submit(entry) ? 0 : 1;
    });
    const Record event = collector.expect("io_uring_submit", child.pid);
    INFO(event.line);
    CHECK(event.arg("opcode") == std::to_string(operation));
    CHECK(event.line.find("planted") == std::string::npos);
    CHECK(event.line.find(R"("absent":["fd")") != std::string::npos);
  }
}

}  // namespace trace::kernel_tests
