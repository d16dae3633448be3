// SPDX-License-Identifier: Apache-2.0
#include "collector/outputs.h"

#include <array>

#include <spdlog/spdlog.h>

#include "collector/cli/options_output.h"
#include "common/base/printable.h"
#include "common/seal/sealing_encoder.h"

namespace trace {
namespace {

using MakeEncoder = std::unique_ptr<Encoder> (*)(const EncoderOptions&);

// In the order of CollectorFormat.
constexpr auto kEncoders = std::to_array<MakeEncoder>({
#define COLLECTOR_FORMAT(id, name, shows, help) make_##id##_encoder,
#include "common/catalog/formats.def"
});

std::unique_ptr<Encoder> make_encoder(const OutputSpec& spec, const CommandLine& options) {
  std::unique_ptr<Encoder> plain = kEncoders[static_cast<std::size_t>(spec.format)](options.encoding);
  if (!is_sealed(spec)) return plain;
  const auto tell_key = [path = spec.path](const PublicKey& key) {
    spdlog::info("\"{}\" is signed; to verify it: trace-rules verify --key {}", printable(path), text_of(key));
  };
  return make_sealing_encoder(std::move(plain), options.sign ? tell_key : TellKey());
}

}  // namespace

Result<std::vector<Output>> open_outputs(const CommandLine& options) {
  std::vector<Output> outputs;
  FilesInUse in_use;
  for (const OutputSpec& spec : options.outputs) {
    TRY_ASSIGN(Output output, Output::open(make_encoder(spec, options), spec.path, in_use));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace trace
