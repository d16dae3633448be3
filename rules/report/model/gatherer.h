// SPDX-License-Identifier: Apache-2.0
// Gathers from recordings what a report shows. It sees each item before the engine does, and each detection after.
//
//   recording ──▶ gather_from() ──▶ Engine ──▶ Gatherer::detection()
//                      └──▶ Gatherer::take()
//
// Memory is bounded, whatever is in the recordings: each part says by what.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/artifact/sha256.h"
#include "common/stream/byte_source.h"
#include "common/stream/reader.h"
#include "rules/model/detection.h"
#include "rules/report/model/act_table.h"
#include "rules/report/model/artifact_table.h"
#include "rules/report/model/density.h"
#include "rules/report/model/detection_groups.h"
#include "rules/report/model/gaps.h"
#include "rules/report/model/process_tree.h"

namespace trace {

struct RecordingFacts {
  std::string name;
  std::string sha256;  // of its bytes, as they lie there
  std::uint64_t bytes = 0;
};

// What an extract says of itself (the event `extract`).
struct ExtractFacts {
  std::string source;
  std::string sha256;  // of the source; empty: not known
  std::string selection;
};

class Gatherer final : public DetectionSink {
 public:
  static constexpr std::size_t kHostsMax = 256;
  static constexpr std::size_t kExtractsMax = 64;

  // What comes next is of the recording of that name.
  void begin(const std::string& name);
  void take_bytes(std::string_view bytes);
  void take(const Item& item);
  // The event is the one that was taken last.
  Status detection(const Detection& detection) override;

  const ProcessTree& processes() const { return processes_; }
  const ActTable& acts() const { return acts_; }
  const DetectionGroups& detections() const { return detections_; }
  ArtifactTable& artifacts() { return artifacts_; }
  const ArtifactTable& artifacts() const { return artifacts_; }
  const Gaps& gaps() const { return gaps_; }
  const Density& density() const { return density_; }
  // REQUIRES: all was read.
  std::vector<RecordingFacts> recordings();
  // Those that are among what was read; further ones are left out.
  const std::vector<ExtractFacts>& extracts() const { return extracts_; }
  // Names of the machines, in the order of their recordings; 0 of a process is none.
  const std::vector<std::string>& hosts() const { return hosts_; }
  std::uint64_t first_ns() const { return first_ns_; }  // 0: there was no event
  std::uint64_t last_ns() const { return last_ns_; }
  std::uint64_t events() const { return events_; }

 private:
  void take(const Event& event);
  std::uint32_t host_of(const Context& context);
  void end_recording();

  ProcessTree processes_;
  ActTable acts_;
  DetectionGroups detections_;
  ArtifactTable artifacts_;
  Gaps gaps_;
  Density density_;
  Sha256 hash_;
  std::vector<RecordingFacts> recordings_;
  std::vector<ExtractFacts> extracts_;
  bool is_reading_ = false;
  std::vector<std::string> hosts_;
  std::uint32_t host_ = 0;      // of the recording that is read: its place in hosts_, from 1; 0: not known yet
  ProcessId last_process_ = 0;  // of the last event
  std::uint64_t first_ns_ = 0;
  std::uint64_t last_ns_ = 0;
  std::uint64_t events_ = 0;
};

// Hands on what it reads, after the gatherer, which must outlive it, has seen it.
std::unique_ptr<EventReader> gather_from(std::unique_ptr<EventReader> reader, Gatherer& gatherer);
std::unique_ptr<ByteSource> gather_from(std::unique_ptr<ByteSource> bytes, Gatherer& gatherer);

}  // namespace trace
