// SPDX-License-Identifier: Apache-2.0
// What collector and keeper say to each other, over a socket that keeps the bounds of messages (SOCK_SEQPACKET).
//
//   collector                                    keeper
//                              ◀──   ready, or failed with the reason; once
//     ring: a map of captured bytes comes with it      ──▶
//     begin: what was opened before is not asked for   ──▶
//                              ◀──   begin: it is forgotten
//     event: it is a trigger   ──▶
//     caught_up: to this time, ns since the epoch   ──▶
//     overload: so many events that found no room   ──▶
//                              ◀──   event: what became of it (artifact)
//                              ◀──   warning, notice: to be shown
//                              ◀──   alive: each second
//     end of the stream        ──▶
//                              ◀──   ... what is left; lost: so many events of ours that found no room; done, with the sum
//
// A message is a byte that says what it is, and its text. An event is a frame as in a stream, with times since the
// epoch, after the texts of its context that frames do not have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/codec/frame/decode.h"
#include "common/event/event.h"

namespace trace::capture {

enum class Say : char {
  ready = 'r',
  failed = 'x',
  ring = 'm',
  begin = 'b',
  event = 'e',
  overload = 'o',
  caught_up = 't',
  warning = 'w',
  notice = 'n',
  alive = 'a',
  lost = 'l',
  done = 'd',
};

inline constexpr std::size_t kMessageMax = 96 * 1024;  // more than an event can be

std::string event_message(const Event& event);
// REQUIRES: `decoder` has a boot time of 0. The event points into the message.
Status read_event(std::string_view message, const FrameDecoder& decoder, Event& event);

std::string count_message(Say what, std::uint64_t count);
std::uint64_t read_count(std::string_view message);

std::string text_message(Say what, std::string_view text);

// What the kernel side puts into a ring of captured bytes.
enum class Ring : char { bytes = 'b', packets = 'p', packet_counts = 'c' };

// A ring's map, that stays its owner's.
struct RingMap {
  Ring ring;
  int fd;
  std::size_t bytes;
};
std::string ring_message(const RingMap& map);

enum class Sent { done, no_room, ended };
// Does not wait. `descriptor`: one that goes with it, or -1.
Sent send_now(int socket, std::string_view message, int descriptor = -1);

enum class Received { message, nothing, ended };
// `message` keeps its memory. Does not wait. A descriptor that came with it is closed if it is not asked for.
Received receive_now(int socket, std::string& message, UniqueFd* descriptor = nullptr);

}  // namespace trace::capture
