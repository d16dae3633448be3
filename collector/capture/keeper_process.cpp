// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/keeper_process.h"

#include <linux/capability.h>
#include <poll.h>
#include <sys/fanotify.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/capture/artifacts.h"
#include "collector/capture/byte_ring.h"
#include "collector/capture/exec_captures.h"
#include "collector/capture/outbox.h"
#include "collector/capture/packet_captures.h"
#include "collector/capture/transfer_captures.h"
#include "common/base/confinement.h"
#include "common/base/lone_process.h"
#include "common/base/text.h"
#include "common/catalog/syscall_name.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;
using capture::Say;

constexpr int kRingMs = 100;  // how often a ring is looked at that does not wake us
constexpr auto kTick = std::chrono::seconds(1);
constexpr unsigned kMessagesAtOnce = 1024;  // they may come faster than they are taken

constexpr std::uint64_t bit(unsigned capability) {
  return std::uint64_t{1} << capability;
}

// Each file that waits for its event is a descriptor.
void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Status confine_keeper() {
  const std::uint64_t kept = bit(CAP_SYS_ADMIN) | bit(CAP_SYS_PTRACE) | bit(CAP_DAC_READ_SEARCH);
  TRY(drop_capabilities(kept, kept));
  // Besides: what opendir(3) and the time of day call.
  const Needs lists = {{SYS_newfstatat}, {SYS_fcntl}, {SYS_sendmsg}, {SYS_recvmsg}};
  return enter_sandbox(joined({ArtifactStore::needs(), FileWatch::needs(), PacketCaptures::needs(), lists}),
                       syscall_name);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  if (bytes < 1'000'000) return std::to_string(bytes / 1000) + " kB";
  return std::to_string(bytes / 1'000'000) + " MB";
}

// What is watched for. Each is a queue of its own, so that files that are closed by the thousand leave room for programs.
struct Watches {
  std::optional<FileWatch> executed, closed;

  template <class F>
  void for_each(F&& do_it) {
    for (std::optional<FileWatch>* watch : {&executed, &closed}) {
      if (*watch) do_it(**watch);
    }
  }
};

// Errors: the first that was refused, and what that means.
Status start_watches(const CaptureRequest& request, pid_t collector, Watches& watches) {
  const auto start = [&](std::optional<FileWatch>& watch, std::uint64_t mask, const char* without) {
    auto started = FileWatch::start(mask, collector);
    if (!started) return Status(Error{Code::unsupported, without + started.error().message});
    watch = *std::move(started);
    watch->mark_all();
    return ok();
  };
  if (request.exec) {
    TRY(start(watches.executed, FAN_OPEN_EXEC,
              "programs are captured while they run, and those that end at once are missed: "));
  }
  // The file of a module, or of a library, is one that was read.
  const bool reads = request.transfers[WIRE_WAY_READ].is_wanted || request.transfers[WIRE_WAY_MODULE].is_wanted ||
                     request.transfers[WIRE_WAY_LIBRARY].is_wanted;
  const std::uint64_t closings = reads ? FAN_CLOSE : FAN_CLOSE_WRITE;
  if (reads || request.transfers[WIRE_WAY_WRITE].is_wanted) {
    TRY(start(watches.closed, closings, "files are not copied when they are closed: "));
  }
  return ok();
}

class KeeperProcess {
 public:
  KeeperProcess(UniqueFd socket, const CaptureRequest& request, ArtifactStore store, Watches watches)
      : socket_(std::move(socket)),
        store_(std::move(store)),
        watches_(std::move(watches)),
        artifacts_(store_,
                   [this](const Event& artifact) { outbox_.add(socket_.get(), capture::event_message(artifact)); }),
        transfers_(request, store_, artifacts_, watches_.closed ? &*watches_.closed : nullptr),
        executions_(store_, artifacts_, watches_.executed ? &*watches_.executed : nullptr, request.attempts,
                    transfers_),
        packets_(request, store_, artifacts_),
        recording_(request.recording.empty() ? "RECORDING" : request.recording),
        keeps_executed_(request.exec) {
    store_.on_piece([this] { tell_alive(); });
  }

  void run() {
    tell_key();
    warn_of_marks();
    while (!ended_) {
      wait();
      executions_.take_opened();
      transfers_.take();
      packets_.take();
      take_messages();
      executions_.take_attempts(ended_);
      outbox_.flush(socket_.get());
      tell_alive();
      if (const auto now = Clock::now(); now >= next_tick_ || ended_) {
        packets_.tick();
        store_.tick();
        warn_of_damages();
        warn_of_marks();
        next_tick_ = now + kTick;
      }
    }
    finish();
  }

 private:
  void wait() {
    std::vector<pollfd> waits{{socket_.get(), static_cast<short>(outbox_.is_empty() ? POLLIN : POLLIN | POLLOUT), 0},
                              {transfers_.wait_fd(), POLLIN, 0},
                              {packets_.wait_fd(), POLLIN, 0}};
    watches_.for_each([&](const FileWatch& watch) {
      waits.push_back({watch.opened_fd(), POLLIN, 0});
      waits.push_back({watch.mounts_fd(), POLLPRI, 0});
    });
    const int transfers_ms = transfers_.wait_fd() < 0 ? 1000 : kRingMs;
    ::poll(waits.data(), waits.size(), packets_.is_busy() ? PacketCaptures::kMs : transfers_ms);
    const bool mounted =
        std::any_of(waits.begin(), waits.end(), [](const pollfd& fd) { return (fd.revents & POLLPRI) != 0; });
    if (mounted) watches_.for_each([](FileWatch& watch) { watch.mark_ours(); });
  }

  void take_messages() {
    for (unsigned i = 0; i < kMessagesAtOnce; ++i) {
      UniqueFd descriptor;
      switch (capture::receive_now(socket_.get(), message_, &descriptor)) {
        case capture::Received::nothing:
          return;
        case capture::Received::ended:
          ended_ = true;
          return;
        case capture::Received::message:
          on_message(std::move(descriptor));
      }
    }
  }

  void add_ring(UniqueFd map) {
    const std::string_view said = std::string_view(message_).substr(1);
    const auto what = static_cast<capture::Ring>(said.front());
    const std::uint64_t count = capture::read_count(said);
    if (what == capture::Ring::packet_counts) return packets_.add_counts(std::move(map), count);
    auto ring = ByteRing::map(std::move(map), count);
    if (!ring) return warn(ring.error().message);
    switch (what) {
      case capture::Ring::bytes:
        return transfers_.add_ring(*std::move(ring));
      case capture::Ring::packets:
        return packets_.add_ring(*std::move(ring));
      case capture::Ring::packet_counts:
        return;
    }
  }

  void on_message(UniqueFd descriptor) {
    const auto said = static_cast<Say>(message_.front());
    if (said == Say::ring) add_ring(std::move(descriptor));
    if (said == Say::begin) {
      executions_.begin();
      transfers_.begin(capture::read_count(message_));
      packets_.begin(capture::read_count(message_));
      outbox_.add(socket_.get(), capture::text_message(Say::begin, ""));
    }
    if (said == Say::caught_up) executions_.caught_up(capture::read_count(message_));
    if (said == Say::overload && keeps_executed_)
      artifacts_.missed(capture::read_count(message_), "exec", "the keeper could not keep up");
    if (said == Say::event && capture::read_event(message_, decoder_, event_)) {
      if (keeps_executed_) executions_.on(event_);
      packets_.on(event_);
    }
  }

  void warn_of_marks() {
    watches_.for_each([this](FileWatch& watch) {
      for (const std::string& refusal : watch.take_refusals()) {
        warn("files there are not held until they are copied: " + refusal);
      }
      if (watch.take_overflows() != 0) {
        warn("more files were executed or closed at once than the kernel holds: some are missed");
      }
    });
    if (const std::uint64_t count = executions_.take_pushed_out(); count != 0) {
      warn("too many files waited for the events of their executions: " + std::to_string(count) +
           " were given up, as attempts where those are captured");
    }
  }

  void warn_of_damages() {
    for (std::string& damage : store_.take_damages()) {
      warn(damage);
      if (damage_.empty()) damage_ = std::move(damage);
    }
  }

  // Each second. Not where anything waits to be read, which says the same: poll(2) finds room in a socket of which three quarters
  // are free (unix_writable(), net/unix/af_unix.c), so that these take no room of what is captured.
  void tell_alive() {
    const auto now = Clock::now();
    if (now < next_alive_) return;
    next_alive_ = now + kTick;
    pollfd room{socket_.get(), POLLOUT, 0};
    const bool flushed = outbox_.flush(socket_.get()) && outbox_.is_empty();
    if (flushed && ::poll(&room, 1, 0) > 0) capture::send_now(socket_.get(), capture::text_message(Say::alive, ""));
  }

  void tell_key() {
    const PublicKey* const key = store_.manifest_key();
    if (key == nullptr) return;
    outbox_.add(
        socket_.get(),
        capture::text_message(Say::notice, in_quotes(store_.folder()) +
                                               " is signed; to verify it: trace-rules verify --key " + text_of(*key)));
  }

  void warn(const std::string& sentence) { outbox_.add(socket_.get(), capture::text_message(Say::warning, sentence)); }

  // The collector reads until we end, or is gone.
  void finish() {
    transfers_.finish();
    packets_.finish();
    const Status finished = store_.finish();
    warn_of_damages();
    const std::string& failure = finished ? damage_ : finished.error().message;
    if (const std::uint64_t lost = outbox_.take_dropped(); lost != 0) last(capture::count_message(Say::lost, lost));
    if (!failure.empty()) last(capture::text_message(Say::failed, failure));
    const ManifestLog::Counts& counts = store_.counts();
    last(capture::text_message(
        Say::done, "captured " + std::to_string(counts.captured) + " files (" + size_text(counts.bytes) + "), and " +
                       std::to_string(counts.duplicate) + " times one that was there; limited " +
                       std::to_string(counts.limited) + ", missed " + std::to_string(counts.missed) + "\n" +
                       "they are in " + store_.folder() + (failure.empty() ? ", each named in manifest.ndjson" : "") +
                       "; to verify them: trace-rules verify " + store_.folder() +
                       "\nto look at them: trace-rules report --artifacts " + store_.folder() +
                       " --output report.html " + recording_));
  }

  void last(const std::string& message) {
    while (outbox_.flush(socket_.get())) {
      if (outbox_.is_empty()) {
        const capture::Sent sent = capture::send_now(socket_.get(), message);
        if (sent != capture::Sent::no_room) return;
      }
      pollfd wait{socket_.get(), POLLOUT, 0};
      ::poll(&wait, 1, 1000);
    }
  }

  UniqueFd socket_;
  ArtifactStore store_;
  Watches watches_;
  capture::Outbox outbox_;
  Artifacts artifacts_;
  TransferCaptures transfers_;
  ExecCaptures executions_;
  PacketCaptures packets_;
  std::string recording_;
  bool keeps_executed_;
  FrameDecoder decoder_{0};
  Event event_;
  std::string message_;
  std::string damage_;  // the first that was told
  Clock::time_point next_tick_{}, next_alive_{};
  bool ended_ = false;
};

}  // namespace

void run_keeper(UniqueFd socket, const CaptureRequest& request, pid_t collector) {
  if (!become_lone("trace-keeper", socket)) ::_exit(1);
  allow_descriptors();
  const auto refuse = [&](const std::string& why) {
    capture::send_now(socket.get(), capture::text_message(Say::failed, why));
    ::_exit(1);
  };
  auto store = ArtifactStore::open(request);
  if (!store) refuse(store.error().message);
  Watches watches;
  const Status watching = start_watches(request, collector, watches);
  const int fd = socket.get();
  const auto keeper =
      std::make_unique<KeeperProcess>(std::move(socket), request, *std::move(store), std::move(watches));
  if (const Status confined = confine_keeper(); !confined) {
    if (request.require_sandbox) refuse("the keeper of artifacts: " + confined.error().message);
    capture::send_now(fd, capture::text_message(Say::ready, ""));
    capture::send_now(fd, capture::text_message(Say::warning, "the keeper of artifacts: " + confined.error().message));
  } else {
    capture::send_now(fd, capture::text_message(Say::ready, ""));
  }
  if (!watching) capture::send_now(fd, capture::text_message(Say::warning, watching.error().message));
  keeper->run();
  ::_exit(0);
}

}  // namespace trace
