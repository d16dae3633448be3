// SPDX-License-Identifier: Apache-2.0
// As written_test.cpp, of 32-bit calls: each that has a result in memory is made, most so that they fail, with something planted
// wherever the result would be.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/kernel/call32.h"
#include "tests/kernel/results.h"
#include "tests/kernel/skip.h"

#if defined(__x86_64__)

namespace trace::kernel_tests {
namespace {

// The members of struct compat_msghdr, include/net/compat.h.
struct Message32 {
  std::uint32_t name, name_size, pieces, piece_count, control, control_size, flags;
};

// What lies in low memory.
struct Planted32 {
  std::array<char, 2048> text;
  sockaddr_un address;
  std::array<std::uint32_t, 16> numbers;
  std::array<std::uint32_t, 8> never;  // no time
  std::uint32_t room;
  std::array<std::uint32_t, 2> piece;
  Message32 message;
  std::array<char, 32> nowhere;
};
static_assert(sizeof(Planted32) <= 4096);

Planted32* planted() {
  auto* all = reinterpret_cast<Planted32*>(low_memory());
  if (all == nullptr) return nullptr;
  for (std::size_t i = 0; i < all->text.size(); ++i) all->text[i] = kPlantedText[i % std::strlen(kPlantedText)];
  all->address.sun_family = AF_UNIX;
  std::memcpy(all->address.sun_path, all->text.data(), sizeof(all->address.sun_path));
  all->numbers.fill(kPlantedNumber);
  all->never.fill(~0U);
  all->room = sizeof(all->address);
  all->piece = {address_of(&all->text), 8};
  all->message = {address_of(&all->address), all->room, address_of(&all->piece), 1, 0, 0, 0};
  std::strcpy(all->nowhere.data(), "/nonexistent/trace");
  return all;
}

std::uint32_t planted_argument(const Planted32& all, const FieldSpec& field, const ArgumentSpec& spec) {
  if (field.ctype == "int*") return address_of(&all.room);
  if (field.ctype == "struct msghdr*") return address_of(&all.message);
  switch (type_spec(field.type).shape) {
    case Shape::number:
      if (field.ctype.ends_with('*')) return address_of(&all.text);
      return field.name == "size" || field.ctype == "size_t" ? 64 : ~0U;
    case Shape::list:
      return address_of(&all.numbers);
    case Shape::record:
      if (field.type == WIRE_SOCKADDR) return address_of(&all.address);
      return is_result(spec) ? address_of(&all.numbers) : address_of(&all.never);
    case Shape::text:
    case Shape::bytes:
      break;
  }
  return is_result(spec) ? address_of(&all.text) : address_of(&all.nowhere);
}

int make_planted(const EventSpec& call) {
  const Planted32* const all = planted();
  if (all == nullptr) return 1;
  std::array<std::uint32_t, 6> values{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < call.fields.size(); ++i) {
    const ArgumentSpec& spec = call.syscall->arguments[i];
    if (spec.source == Source::argument) values.at(count++) = planted_argument(*all, call.fields[i], spec);
  }
  call32(call.syscall->number(Abi::i386), values);
  return 0;
}

// The times that a call is given are shown, as they were.
bool is_given_time(const EventSpec& call) {
  return std::any_of(call.syscall->arguments.begin(), call.syscall->arguments.end(),
                     [](const ArgumentSpec& spec) { return spec.is_given; });
}

}  // namespace

TEST_CASE("a 32-bit call shows nothing of what was in the memory it was given for results",
          "[conformance][written][compat]") {
  if (fork_child([] { return call32(20 /* getpid */, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  const auto calls = calls_with_results(Abi::i386);
  CHECK(calls.size() >= 24);
  Collector collector({"--trace", "event=" + names_of(calls), "--trace", "comm=kernel_tests"});
  for (const EventSpec* call : calls) {
    if (is_given_time(*call)) continue;
    INFO(call->name);
    const Child child = run_child([&] { return make_planted(*call); });
    check_nothing_planted(collector.expect(call->name, child.pid));
  }
}

}  // namespace trace::kernel_tests

#endif
