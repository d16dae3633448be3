// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/keeper.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include <spdlog/spdlog.h>

#include "collector/capture/keeper_process.h"
#include "common/base/printable.h"
#include "common/base/text.h"
#include "common/base/wait_for.h"
#include "common/event/losses.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;
using capture::Say;

constexpr auto kStartPatience = std::chrono::seconds(30);  // counting what is in the folder
// Copying what is held; the units in examples/systemd wait for longer.
constexpr auto kEndPatience = std::chrono::seconds(30);
// Without a word from it meanwhile: one that hangs keeps no END back.
constexpr auto kSilencePatience = std::chrono::seconds(8);
constexpr auto kMeanwhile = std::chrono::milliseconds(500);
constexpr std::uint64_t kTellEveryNs = 200'000'000;
constexpr int kBufferBytes = 4 << 20;

}  // namespace

Result<Keeper> Keeper::start(const CaptureRequest& request) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Error{Code::io, std::string("starting the keeper of artifacts: ") + std::strerror(errno)};
  }
  UniqueFd ours(ends[0]);
  UniqueFd its(ends[1]);
  for (const int end : ends) ::setsockopt(end, SOL_SOCKET, SO_SNDBUFFORCE, &kBufferBytes, sizeof(kBufferBytes));
  const pid_t collector = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return Error{Code::io, std::string("starting the keeper of artifacts: ") + std::strerror(errno)};
  if (pid == 0) {
    ours = UniqueFd();
    run_keeper(std::move(its), request, collector);
  }
  its = UniqueFd();  // so that its end is told
  Keeper keeper(std::move(ours), pid);
  if (!wait_for(keeper.wait_fd(), POLLIN, Clock::now() + kStartPatience) ||
      capture::receive_now(keeper.wait_fd(), keeper.message_) != capture::Received::message) {
    return Error{Code::io, "the keeper of artifacts ended at once"};
  }
  if (keeper.message_.front() != static_cast<char>(Say::ready)) {
    keeper.ended_ = true;
    return Error{Code::io, keeper.message_.substr(1)};
  }
  return keeper;
}

Keeper::~Keeper() {
  if (!socket_) return;  // moved from
  socket_ = UniqueFd();
  ::waitpid(pid_, nullptr, hangs_ ? WNOHANG : 0);  // it ends now, if it can
}

Needs Keeper::needs() const {
  const auto socket = static_cast<std::uint32_t>(socket_.get());
  return {{SYS_sendmsg, 0, {socket}},
          {SYS_recvmsg, 0, {socket}},
          {SYS_shutdown, 0, {socket}},
          {SYS_wait4, 0, {static_cast<std::uint32_t>(pid_)}}};
}

void Keeper::begin(std::span<const capture::RingMap> rings, std::uint64_t boot_time_ns) {
  // Nothing was sent yet, so there is room.
  for (const capture::RingMap& ring : rings) {
    capture::send_now(socket_.get(), capture::ring_message(ring), ring.fd);
  }
  outbox_.add(socket_.get(), capture::count_message(Say::begin, boot_time_ns));
  const auto deadline = Clock::now() + kStartPatience;
  while (!begun_ && !ended_ && wait_for(socket_.get(), POLLIN, deadline)) take([](Event&) {});
}

void Keeper::trigger(const Event& event) {
  if (ended_) return;
  send_waiting();
  outbox_.add(socket_.get(), capture::event_message(event));
}

void Keeper::send_waiting() {
  if (!outbox_.flush(socket_.get())) return;
  if (!outbox_.is_empty()) return;
  if (const std::uint64_t dropped = outbox_.take_dropped(); dropped != 0) {
    outbox_.add(socket_.get(), capture::count_message(Say::overload, dropped));
  }
}

void Keeper::take(const Sink& sink) {
  if (ended_) return;
  send_waiting();
  for (bool heard = false;; heard = true) {
    switch (capture::receive_now(socket_.get(), message_)) {
      case capture::Received::message:
        on_message(sink);
        break;
      case capture::Received::nothing:
        return look(heard);
      case capture::Received::ended:
        ended_ = true;
        if (!done_) spdlog::error("the keeper of artifacts has ended: nothing is captured any more");
        return;
    }
  }
}

void Keeper::look(bool heard) {
  switch (silence_.look(Clock::now(), heard)) {
    case capture::Silence::Change::begins:
      return spdlog::warn("the keeper of artifacts does not answer: nothing is captured meanwhile");
    case capture::Silence::Change::ends:
      return spdlog::info("the keeper of artifacts answers again");
    case capture::Silence::Change::none:
      return;
  }
}

void Keeper::on_message(const Sink& sink) {
  const std::string_view text = std::string_view(message_).substr(1);
  switch (static_cast<Say>(message_.front())) {
    case Say::event:
      if (const Status read = capture::read_event(message_, decoder_, event_); !read) {
        spdlog::error("an event of the keeper of artifacts: {}", read.error().message);
        return;
      }
      return sink(event_);
    case Say::warning:
      return spdlog::warn("{}", printable(text));
    case Say::notice:
      return spdlog::info("{}", printable(text));
    case Say::lost:
      lost_ += capture::read_count(message_);
      return;
    case Say::failed:
      failure_ = text;
      return;
    case Say::done:
      done_ = true;
      for_each_part(text, '\n', [&](std::string_view sentence) { summary_.emplace_back(sentence); });
      return;
    case Say::begin:
      begun_ = true;
      return;
    case Say::alive:
    case Say::ready:
    case Say::ring:
    case Say::overload:
    case Say::caught_up:
      return;
  }
}

void Keeper::caught_up(std::uint64_t time_ns) {
  if (ended_ || time_ns - told_ns_ < kTellEveryNs) return;
  told_ns_ = time_ns;
  outbox_.add(socket_.get(), capture::count_message(Say::caught_up, time_ns));
}

void Keeper::finish(const Sink& sink, const std::function<void()>& meanwhile) {
  const auto deadline = Clock::now() + kEndPatience;
  const auto wait = [&](short events) {
    const auto patience = std::min(deadline, Clock::now() + kSilencePatience);
    do {
      meanwhile();
      if (wait_for(socket_.get(), events, std::min(patience, Clock::now() + kMeanwhile))) return true;
    } while (Clock::now() < patience);
    return false;
  };
  for (send_waiting(); !ended_ && !outbox_.is_empty(); send_waiting()) {
    if (!wait(POLLIN | POLLOUT)) break;
    take(sink);
  }
  ::shutdown(socket_.get(), SHUT_WR);
  while (!ended_ && wait(POLLIN)) take(sink);
  hangs_ = !ended_;
}

std::vector<wire_loss> Keeper::take_losses() {
  if (lost_ == 0) return {};
  return {one_loss(WIRE_EVENT_artifact, WIRE_NO_LANE, std::exchange(lost_, 0))};
}

Status Keeper::ending() const {
  if (!failure_.empty()) return Error{Code::io, failure_};
  if (!done_)
    return Error{Code::io, hangs_ ? "the keeper of artifacts has not ended in time: it may hang"
                                  : "the keeper of artifacts ended before its work was done"};
  return ok();
}

}  // namespace trace
