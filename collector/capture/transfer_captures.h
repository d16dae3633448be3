// SPDX-License-Identifier: Apache-2.0
// What is written to files, and read from them, and what is made executable: the file as it is when it is closed, and the bytes that the calls had.
//
// A file that is closed is held by the kernel until it is copied (FileWatch), so it does not matter what becomes of its name. The copy
// has what came by mappings, io_uring, sendfile and copy_file_range, too; the bytes of the calls (ByteStream) have what was
// overwritten before it was closed: they are kept when something else is written over them. Both are compared, and where they
// differ both are kept. Pipes, sockets, terminals and files of
// memfd_create(2) have only the bytes of the calls; those are kept when the collection ends.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "collector/capture/artifacts.h"
#include "collector/capture/byte_ring.h"
#include "collector/capture/byte_stream.h"
#include "collector/capture/file_watch.h"
#include "collector/capture/given_files.h"
#include "collector/capture/pids_here.h"
#include "collector/capture/request.h"
#include "collector/capture/store.h"
#include "common/codec/frame/decode.h"

namespace trace {

// Why what open_memory_file() gives may not be all.
inline constexpr std::string_view kWrittenOtherwise = "what was written to it otherwise than by calls is not there";

class TransferCaptures {
 public:
  static constexpr std::size_t kStreamsMax = 1024;  // at once; the one that had nothing for longest is ended

  // `watch` may be null: then there are no copies of files. All must outlive it.
  TransferCaptures(const CaptureRequest& request, ArtifactStore& store, Artifacts& artifacts, FileWatch* watch);

  // Forgets what was closed until now. boot_time_ns: what makes the kernel's times such since the epoch.
  void begin(std::uint64_t boot_time_ns);
  void add_ring(ByteRing ring) { ring_.emplace(std::move(ring)); }
  int wait_fd() const { return ring_ ? ring_->wait_fd() : -1; }
  // Takes what has come.
  void take();
  // The bytes that were written to a file of memfd_create(2), in place of that file. False: they are not known, or not all.
  bool open_memory_file(std::uint32_t dev, std::uint64_t inode, HeldFile& file);
  // Keeps what has not ended.
  void finish();

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint64_t, std::uint32_t>;  // way, dev, inode, generation
  static Key key_of(const wire_file_key& file);
  struct Stream {
    ByteStream bytes;
    wire_captured last;  // record
    std::string path;
    unsigned rounds;  // how often it was kept before it was written over
    std::uint64_t arrived_ns;
  };
  using Streams = std::map<Key, Stream>;

  // What is in the ring, up to a record that is being written. Returns whether that was all.
  bool take_records();
  // Those that are being written, too.
  void take_all_records();
  void on_record(std::string_view record);
  void on_closed(HeldFile file);
  void on_closed(const HeldFile& file, wire_way way);
  void on_given_file(const wire_captured& record, std::string_view path);
  bool find_library(const GivenFile& given);
  bool open_stream(std::uint32_t dev, std::uint64_t inode, HeldFile& file);
  void keep_given(const GivenFile& given, const HeldFile& file, std::string_view how, std::string_view missing = {});
  void miss_given(const GivenFile& given, std::string reason);
  Trigger trigger_of(const GivenFile& given, Event& event) const;
  bool decode(const wire_captured& record, Event& event) const;
  void end_regions(std::uint64_t now_ns);
  Streams::iterator find(wire_way way, const HeldFile& file);
  Streams::iterator stream_of(const wire_captured& record);
  void end(Streams::iterator stream);
  // Keeps the bytes of a stream as an artifact of its own.
  void keep_stream(const Stream& stream, std::string_view compared);
  void drop(Streams::iterator stream);
  bool is_asked_for(const wire_captured& record) const;
  bool has_room(std::uint64_t bytes);

  const CaptureRequest& request_;
  ArtifactStore& store_;
  Artifacts& artifacts_;
  FileWatch* watch_;
  std::optional<ByteRing> ring_;
  std::optional<FrameDecoder> decoder_;
  Streams streams_;
  std::map<Key, std::string> paths_;  // the kernel side tells each once
  std::uint64_t unstreamed_ = 0;      // records
  GivenFiles given_;
  PidsHere pids_;
  std::uint64_t next_look_ns_ = 0;
  std::uint64_t unchecked_bytes_ = 0;
  bool is_full_ = false;
};

}  // namespace trace
