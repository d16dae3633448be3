// SPDX-License-Identifier: Apache-2.0
#include "collector/outputs.h"

#include <sys/random.h>
#include <sys/stat.h>

#include <array>

#include "collector/capture/artifact_folders.h"
#include "collector/cli/options_output.h"
#include "collector/seals_told.h"
#include "common/artifact/manifest.h"
#include "common/base/guarded_folder.h"
#include "common/base/text.h"
#include "common/broker/recording_folder.h"
#include "common/seal/sealing_encoder.h"
#include "common/sink/open_file.h"

namespace trace {
namespace {

using MakeEncoder = std::unique_ptr<Encoder> (*)(const EncoderOptions&);

// In the order of CollectorFormat.
constexpr auto kEncoders = std::to_array<MakeEncoder>({
#define COLLECTOR_FORMAT(id, name, shows, help) make_##id##_encoder,
#include "common/catalog/formats.def"
});

std::unique_ptr<Encoder> make_encoder(const OutputSpec& spec, const CommandLine& options, const AnchorLog& log) {
  std::unique_ptr<Encoder> plain = kEncoders[static_cast<std::size_t>(spec.format)](options.encoding);
  if (!is_sealed(spec)) return plain;
  return make_sealing_encoder(std::move(plain), seals_told(spec, options, log));
}

// What a recording of several files may have made and removed.
Result<RecordingGrant> grant_of(const Rotation& rotation, const FilesInUse& in_use) {
  if (rotation.makes_folder) {
    auto made = open_guarded_folder(rotation.folder, MakeFolder::it_and_those_above);
    if (!made) return std::move(made).error().in("folder " + in_quotes(rotation.folder));
  }
  RecordingGrant grant{rotation.folder, rotation.names, rotation.keep_bytes, rotation.keep_ns};
  TRY_ASSIGN(const RecordingFolder folder,
             RecordingFolder::open(grant));  // the broker could not say what is wrong with it
  if (Status is_free = in_use.check(folder.fd()); !is_free) {
    return std::move(is_free).error().in("folder " + in_quotes(rotation.folder));
  }
  return grant;
}

// What is in the folder of artifacts and is not to be written, or is emptied with it.
FilesInUse used_by(const CaptureRequest& capture) {
  FilesInUse in_use;
  if (!capture.any()) return in_use;
  in_use.add(capture.folder, kProofNames, "a file of the artifacts");
  for (const char* const name : kArtifactFolders) in_use.add_below(capture.folder + "/" + name, "artifacts");
  return in_use;
}

// The FIFOs that other outputs are beside: their readers may die, and others come.
std::vector<FifoGrant> fifos_of(const CommandLine& options) {
  std::vector<FifoGrant> fifos;
  for (const OutputSpec& spec : options.outputs) {
    struct stat status {};
    if (options.outputs.size() == 1 || spec.rotation || spec.path.empty() || names_descriptor(spec.path)) continue;
    if (::stat(spec.path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) continue;
    fifos.push_back({spec.path, status.st_dev, status.st_ino});
  }
  return fifos;
}

// Which of them the output writes to.
std::optional<std::size_t> find_fifo(const std::vector<FifoGrant>& fifos, int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return std::nullopt;
  for (std::size_t i = 0; i < fifos.size(); ++i) {
    if (fifos[i].device == status.st_dev && fifos[i].inode == status.st_ino) return i;
  }
  return std::nullopt;
}

// Null: nothing is to be opened later.
Result<std::shared_ptr<Broker>> start_broker(const CommandLine& options, std::vector<FifoGrant> fifos,
                                             const FilesInUse& in_use) {
  Grants grants;
  grants.fifos = std::move(fifos);
  for (const OutputSpec& spec : options.outputs) {
    if (!spec.rotation) continue;
    TRY_ASSIGN(RecordingGrant grant, grant_of(*spec.rotation, in_use));
    grants.recordings.push_back(std::move(grant));
  }
  if (options.anchor == AnchorTo::system_log) grants.system_log = SystemLog::kPath;
  if (grants.recordings.empty() && grants.fifos.empty() && grants.system_log.empty()) return std::shared_ptr<Broker>();
  TRY_ASSIGN(Broker broker, Broker::start(std::move(grants)));
  return std::make_shared<Broker>(std::move(broker));
}

FileSeries series_of(const Rotation& rotation, std::shared_ptr<Broker> broker, std::size_t recording) {
  return {std::move(broker), recording, rotation.folder, {rotation.bytes, rotation.time_ns, rotation.keep_bytes}};
}

}  // namespace

Result<OpenedOutputs> open_outputs(const CommandLine& options) {
  OpenedOutputs opened;
  const std::vector<FifoGrant> fifos = fifos_of(options);
  FilesInUse in_use = used_by(options.capture);
  TRY_ASSIGN(opened.broker, start_broker(options, fifos, in_use));
  AnchorLog log;
  if (options.anchor == AnchorTo::system_log) {
    TRY_ASSIGN(SystemLog opened_log, SystemLog::open("trace-ebpf"));
    log = std::make_shared<SystemLog>(std::move(opened_log));
    log->connect_again_by([broker = opened.broker] { return broker->system_log(); });
  }
  std::size_t recording = 0;
  for (const OutputSpec& spec : options.outputs) {
    if (spec.rotation) {
      opened.outputs.emplace_back(make_encoder(spec, options, log),
                                  series_of(*spec.rotation, opened.broker, recording++));
    } else {
      TRY_ASSIGN(Output output, Output::open(make_encoder(spec, options, log), spec.path, in_use));
      if (const auto fifo = find_fifo(fifos, output.sink().fd())) output.reopen_by(Fifo(opened.broker, *fifo));
      opened.outputs.push_back(std::move(output));
    }
    Output::Mark mark;
    if (::getrandom(mark.data(), mark.size(), 0) < 0) mark = {};
    opened.outputs.back().set_mark(mark);
  }
  return opened;
}

}  // namespace trace
