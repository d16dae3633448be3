// SPDX-License-Identifier: Apache-2.0
#include "collector/seals_told.h"

#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/base/printable.h"

namespace trace {
namespace {

// Anybody can fill the log of the system for a moment. Seals are a chain, so of the anchors that it did not take the newest is enough.
class AnchorTeller {
 public:
  AnchorTeller(std::string path, AnchorLog log) : path_(std::move(path)), log_(std::move(log)) {}

  void tell(const Anchor& anchor) {
    const std::string line = text_of(anchor) + " is of \"" + path_ + "\"";
    if (!log_) return spdlog::info("{}", line);
    const Status written = log_->write(line);
    left_ = written ? "" : line;
    if (!written)
      spdlog::warn("an anchor is in no other log than this one yet ({}): {}", written.error().message, line);
  }
  void again() {
    if (!left_.empty() && log_->write(left_)) left_.clear();
  }

 private:
  std::string path_;
  AnchorLog log_;
  std::string left_;
};

}  // namespace

SealsTold seals_told(const OutputSpec& spec, const CommandLine& options, AnchorLog log) {
  SealsTold told;
  const std::string path = printable(spec.rotation ? spec.rotation->folder : spec.path);
  if (options.sign) {
    told.key = [path](std::uint32_t file, const PublicKey& key) {
      const std::string from = file == 0 ? "" : ", from file " + std::to_string(file) + " on";
      spdlog::info("\"{}\" is signed; to verify it{}: trace-rules verify --key {}", path, from, text_of(key));
    };
  }
  if (options.anchor) {
    const auto teller = std::make_shared<AnchorTeller>(path, std::move(log));
    told.anchor = [teller](const Anchor& anchor) { teller->tell(anchor); };
    told.again = [teller] { teller->again(); };
  }
  return told;
}

}  // namespace trace
