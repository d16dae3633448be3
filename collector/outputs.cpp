// SPDX-License-Identifier: Apache-2.0
#include "collector/outputs.h"

#include <array>

namespace trace {
namespace {

using MakeEncoder = std::unique_ptr<Encoder> (*)(const EncoderOptions&);

// In the order of CollectorFormat.
constexpr auto kEncoders = std::to_array<MakeEncoder>({
#define COLLECTOR_FORMAT(id, name, shows, help) make_##id##_encoder,
#include "common/catalog/formats.def"
});

}  // namespace

Result<std::vector<Output>> open_outputs(const CommandLine& options) {
  std::vector<Output> outputs;
  FilesInUse in_use;
  for (const OutputSpec& spec : options.outputs) {
    const MakeEncoder make = kEncoders[static_cast<std::size_t>(spec.format)];
    TRY_ASSIGN(Output output, Output::open(make(options.encoding), spec.path, in_use));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace trace
