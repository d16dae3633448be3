// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/transfer_captures.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "collector/capture/mapped_file.h"

namespace trace {
namespace {

constexpr std::uint64_t kCheckEvery = 1 << 20;
constexpr std::uint64_t kBlock = 4096;  // of a disk, that the smallest piece takes
constexpr unsigned kRoundsMax = 8;      // so that a file that is written over and over does not fill the folder

// By enum wire_way.
constexpr std::array<std::string_view, WIRE_WAYS> kKinds{"write", "read", "mem", "module", "bpf", "library"};

constexpr int kBusyPatienceMs = 200;
constexpr std::uint64_t kRegionPatienceNs = 1'000'000'000;  // for a piece of it that was lost
constexpr std::size_t kPathsMax = 16'384;                   // as the kernel side has
constexpr std::string_view kMissingBytes = "some of its bytes could not be had";

bool is_region(const wire_captured& record) {
  return record.total != 0;
}

bool is_elf(int fd) {
  std::array<char, 4> magic{};
  return ::pread(fd, magic.data(), magic.size(), 0) == 4 && std::string_view(magic.data(), 4) == "\177ELF";
}

ManifestFile original_of(const wire_file_key& key) {
  ManifestFile file;
  file.dev = key.dev;
  file.inode = key.inode;
  return file;
}

}  // namespace

TransferCaptures::Key TransferCaptures::key_of(const wire_file_key& file) {
  return {file.way, file.dev, file.inode, file.generation};
}

TransferCaptures::TransferCaptures(const CaptureRequest& request, ArtifactStore& store, Artifacts& artifacts,
                                   FileWatch* watch)
    : request_(request), store_(store), artifacts_(artifacts), watch_(watch) {}

void TransferCaptures::begin(std::uint64_t boot_time_ns) {
  decoder_.emplace(boot_time_ns);
  if (watch_ != nullptr) watch_->take([](const HeldFile&) {});
}

void TransferCaptures::take() {
  if (!decoder_) return;
  take_records();
  if (const std::uint64_t now = wall_ns(); now > next_look_ns_) {
    end_regions(now);
    next_look_ns_ = now + kRegionPatienceNs;
  }
  if (watch_ == nullptr) return;
  watch_->take([this](HeldFile file) {
    take_all_records();  // what was written before it was closed is in the ring by now
    on_closed(std::move(file));
  });
}

bool TransferCaptures::take_records() {
  return !ring_ || ring_->take([this](std::string_view record) { on_record(record); });
}

// One that is being written hides those behind it. Its program goes on at once, unless a hypervisor has taken its CPU away meanwhile.
void TransferCaptures::take_all_records() {
  for (int waited_ms = 0; !take_records() && waited_ms < kBusyPatienceMs; ++waited_ms) ::poll(nullptr, 0, 1);
}

bool TransferCaptures::is_asked_for(const wire_captured& record) const {
  const TransferRequest& request = request_.transfers[record.file.way];
  if (!request.is_wanted) return false;
  if (is_region(record)) return true;
  // Those with no path in a file system are asked for by no path.
  if (!request.paths.empty() && record.type != WIRE_FILE_REGULAR && record.type != WIRE_FILE_OTHER) return false;
  if (request.fds != 0 && record.type == WIRE_FILE_MEMORY) return false;  // it came for exec, whatever its descriptor
  return request.only_elf || request.types == 0 || (request.types & record.type) != 0;
}

TransferCaptures::Streams::iterator TransferCaptures::stream_of(const wire_captured& record) {
  const Key key = key_of(record.file);
  if (const auto found = streams_.find(key); found != streams_.end()) return found;
  if (streams_.size() >= kStreamsMax) {
    end(std::min_element(streams_.begin(), streams_.end(), [](const auto& one, const auto& other) {
      return one.second.last.event.time_ns < other.second.last.event.time_ns;
    }));
  }
  std::string name;
  UniqueFd file = store_.make_unfinished(name);
  if (!file) return streams_.end();
  const auto path = paths_.find(key);
  Stream stream{ByteStream(std::move(file), std::move(name)), record, path == paths_.end() ? "" : path->second, 0, 0};
  return streams_.try_emplace(key, std::move(stream)).first;
}

bool TransferCaptures::has_room(std::uint64_t bytes) {
  unchecked_bytes_ += std::max<std::uint64_t>(bytes, kBlock);
  if (unchecked_bytes_ < kCheckEvery) return !is_full_;
  unchecked_bytes_ = 0;
  std::uint64_t all = 0;
  for (const auto& [key, stream] : streams_) {
    all += stream.bytes.ranges().bytes() + stream.bytes.ranges().all().size() * kBlock;
  }
  is_full_ = !store_.limit_of(0, all).empty();
  return !is_full_;
}

void TransferCaptures::on_record(std::string_view record) {
  wire_captured head;
  if (record.size() < sizeof(head)) return;
  std::memcpy(&head, record.data(), sizeof(head));
  if (head.size > record.size() - sizeof(head) || head.file.way >= WIRE_WAYS) return;
  const std::string_view bytes = record.substr(sizeof(head), head.size);
  const TransferRequest& request = request_.transfers[head.file.way];
  const bool is_given = head.file.way == WIRE_WAY_MODULE || head.file.way == WIRE_WAY_LIBRARY;
  if (is_given && head.kind == WIRE_CAPTURED_PATH) return on_given_file(head, bytes);
  const Key key = key_of(head.file);
  if (head.kind == WIRE_CAPTURED_PATH) {
    if (paths_.size() >= kPathsMax) paths_.clear();
    paths_[key] = bytes;
    if (const auto known = streams_.find(key); known != streams_.end()) known->second.path = bytes;
    return;
  }
  const auto stream = stream_of(head);
  if (stream == streams_.end()) {
    ++unstreamed_;
    return;
  }
  // The kernel side compares the beginning of a path only.
  if (!stream->second.path.empty() && head.type != WIRE_FILE_MEMORY && !request.takes_path(stream->second.path)) {
    return drop(stream);
  }
  // What is written over something else is all that is left of it.
  if (stream->second.bytes.replaces(head, bytes) && is_asked_for(head)) {
    if (stream->second.rounds < kRoundsMax) keep_stream(stream->second, "differs");
    ++stream->second.rounds;
  }
  stream->second.last = head;
  const std::uint64_t most = has_room(bytes.size()) ? request_.limits.file_bytes : 0;
  stream->second.bytes.add(head, bytes, most);
  stream->second.arrived_ns = wall_ns();
  if (is_region(head) && head.offset + head.size >= head.total) end(stream);
}

void TransferCaptures::on_given_file(const wire_captured& record, std::string_view path) {
  GivenFile given{record, std::string(path)};
  const bool is_library = record.file.way == WIRE_WAY_LIBRARY;
  const bool in_memory = record.type == WIRE_FILE_MEMORY;
  HeldFile file;
  Event event;
  if (is_library && find_library(given)) return;
  // A library is closed when nobody has it mapped any more, so it is read at once, if its process still runs.
  if (is_library && decode(record, event) &&
      open_mapped_file(pids_.number_of(event.context), record.file, in_memory, file)) {
    return keep_given(given, file, "proc");
  }
  // It is in no file system that could be watched.
  if (is_library && in_memory) {
    if (!open_stream(record.file.dev, record.file.inode, file)) return miss_given(given, "the process had ended");
    return keep_given(given, file, "stream", kWrittenOtherwise);
  }
  if (const auto pushed_out = given_.add(std::move(given))) miss_given(*pushed_out, "too many files wait to be closed");
}

void TransferCaptures::keep_given(const GivenFile& given, const HeldFile& file, std::string_view how,
                                  std::string_view missing) {
  Event event;
  Trigger trigger = trigger_of(given, event);
  trigger.missing = missing;
  if (given.record.writers == 0) trigger.unwritten_ctime_ns = given.record.ctime_ns;
  const ArtifactStore::Kept kept = artifacts_.keep(file, trigger, how);
  const wire_file_key& key = given.record.file;
  store_.also_known(kept, key.dev, key.inode, given.record.ctime_ns);
}

// One that was kept before, and has not changed since.
bool TransferCaptures::find_library(const GivenFile& given) {
  const wire_file_key& key = given.record.file;
  const auto known = store_.find_known(key.dev, key.inode, given.record.ctime_ns);
  if (!known) return false;
  Event event;
  artifacts_.known(*known, key.dev, key.inode, trigger_of(given, event));
  return true;
}

void TransferCaptures::miss_given(const GivenFile& given, std::string reason) {
  Event event;
  artifacts_.missed(trigger_of(given, event), std::move(reason));
}

// event: has to outlive it.
Trigger TransferCaptures::trigger_of(const GivenFile& given, Event& event) const {
  Trigger trigger{nullptr, false, kKinds[given.record.file.way], "file", given.path};
  if (decode(given.record, event)) trigger.event = &event;
  return trigger;
}

bool TransferCaptures::decode(const wire_captured& record, Event& event) const {
  const std::string_view frame(reinterpret_cast<const char*>(&record.event), sizeof(record.event));
  return static_cast<bool>(decoder_->decode(frame, event));
}

// Those whose last piece was lost.
void TransferCaptures::end_regions(std::uint64_t now_ns) {
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    const auto here = stream++;
    if (is_region(here->second.last) && here->second.arrived_ns + kRegionPatienceNs < now_ns) end(here);
  }
}

TransferCaptures::Streams::iterator TransferCaptures::find(wire_way way, const HeldFile& file) {
  const auto is_its = [&](const auto& entry) {
    const Stream& stream = entry.second;
    return stream.last.file.way == way && is_file_of(stream.last.file, stream.path, file);
  };
  const ManifestFile& at = file.status.file;
  const auto to = streams_.upper_bound({way, at.dev, at.inode, UINT32_MAX});
  const auto found = std::find_if(streams_.lower_bound({way, at.dev, at.inode, 0}), to, is_its);
  return found != to ? found : std::find_if(streams_.begin(), streams_.end(), is_its);
}

void TransferCaptures::on_closed(HeldFile file) {
  if ((file.happened & FAN_CLOSE_WRITE) != 0) on_closed(file, WIRE_WAY_WRITE);
  on_closed(file, WIRE_WAY_READ);
  if (const auto given = given_.take(file)) keep_given(*given, file, "fanotify");
}

void TransferCaptures::on_closed(const HeldFile& file, wire_way way) {
  const TransferRequest& request = request_.transfers[way];
  if (!request.is_wanted) return;
  const auto found = find(way, file);
  const bool has_stream = found != streams_.end();
  if (!has_stream && file.is_by_us) return;
  // Whose descriptor it was, and whether its process is in scope, is known from the calls only; that something was read, too.
  const bool may_be_read = !request.paths.empty() && (file.happened & FAN_CLOSE_NOWRITE) != 0;
  const bool is_told = request.fds == 0 && request_.attempts && (way == WIRE_WAY_WRITE || may_be_read);
  if (!has_stream && !is_told) return;
  const bool is_type =
      request.only_elf ? is_elf(file.fd.get()) : request.types == 0 || (request.types & WIRE_FILE_REGULAR) != 0;
  const std::string& path = has_stream && !found->second.path.empty() ? found->second.path : file.path;
  if (!is_type || !request.takes_path(path)) {
    if (has_stream) drop(found);
    return;
  }
  Event event;
  Trigger trigger{nullptr, false, kKinds[way], "file", path};
  if (!has_stream) {
    artifacts_.keep(file, trigger, "fanotify");
    return;
  }
  Stream& stream = found->second;
  if (decode(stream.last, event)) trigger.event = &event;
  trigger.streamed = stream.bytes.ranges().bytes();
  trigger.stream = stream.bytes.compare(file.fd.get(), file.status.size);
  if (stream.rounds > kRoundsMax) {
    trigger.stream = "differs";
    trigger.missing = "it was written over more often than is kept";
  }
  artifacts_.keep(file, trigger, "fanotify");
  if (trigger.stream == "differs") keep_stream(stream, trigger.stream);
  drop(found);
}

void TransferCaptures::keep_stream(const Stream& stream, std::string_view compared) {
  Event event;
  const std::string_view role = is_region(stream.last) ? "region" : "stream";
  Trigger trigger{nullptr, false, kKinds[stream.last.file.way], role, stream.path};
  if (decode(stream.last, event)) trigger.event = &event;
  trigger.stream = compared;
  if (is_region(stream.last)) trigger.address = stream.last.file.inode;
  trigger.streamed = stream.bytes.ranges().bytes();
  if (stream.bytes.is_cut() || (is_region(stream.last) && stream.bytes.end() < stream.last.total)) {
    trigger.missing = kMissingBytes;
  }
  HeldFile file;
  file.fd = UniqueFd(::fcntl(stream.bytes.fd(), F_DUPFD_CLOEXEC, 0));
  // A region may end with pages that could not be read.
  if (is_region(stream.last) && ::ftruncate(stream.bytes.fd(), static_cast<off_t>(stream.bytes.end())) != 0) {
    trigger.missing = kMissingBytes;
  }
  const auto status = status_of(file.fd.get());
  if (!status) return artifacts_.missed(trigger, "its bytes cannot be read again");
  file.status = *status;
  if (!is_region(stream.last)) file.original = original_of(stream.last.file);
  file.time_ns = wall_ns();
  artifacts_.keep(file, trigger, "stream");
}

void TransferCaptures::end(Streams::iterator stream) {
  const wire_captured& last = stream->second.last;
  const TransferRequest& request = request_.transfers[last.file.way];
  const bool is_kept = is_asked_for(last) && (!stream->second.bytes.is_empty() || is_region(last)) &&
                       (!request.only_elf || is_elf(stream->second.bytes.fd()));
  if (is_kept) keep_stream(stream->second, "");
  drop(stream);
}

void TransferCaptures::drop(Streams::iterator stream) {
  store_.remove_unfinished(stream->second.bytes.name());
  streams_.erase(stream);
}

bool TransferCaptures::open_memory_file(std::uint32_t dev, std::uint64_t inode, HeldFile& file) {
  take_all_records();
  return open_stream(dev, inode, file);
}

bool TransferCaptures::open_stream(std::uint32_t dev, std::uint64_t inode, HeldFile& file) {
  const auto found = streams_.lower_bound({WIRE_WAY_WRITE, dev, inode, 0});
  if (found == streams_.end() || found->second.last.file.dev != dev || found->second.last.file.inode != inode)
    return false;
  const ByteStream& bytes = found->second.bytes;
  if (bytes.is_cut() || !bytes.ranges().is_all_of(bytes.end())) return false;
  file.fd = UniqueFd(::fcntl(bytes.fd(), F_DUPFD_CLOEXEC, 0));
  const auto status = status_of(file.fd.get());
  if (!status) return false;
  file.status = *status;
  file.original = original_of(found->second.last.file);
  return true;
}

void TransferCaptures::finish() {
  take();
  while (!streams_.empty()) end(streams_.begin());
  for (const GivenFile& given : given_.take_all()) miss_given(given, "it was not closed by the end");
  if (unstreamed_ != 0) artifacts_.missed(std::exchange(unstreamed_, 0), kKinds[WIRE_WAY_WRITE], "bytes found no room");
}

}  // namespace trace
