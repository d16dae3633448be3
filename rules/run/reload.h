// SPDX-License-Identifier: Apache-2.0
// SIGHUP: the signatures of --rules-dir are read again, while the stream goes on.
//
// The engine is in the sandbox by then and opens nothing. A broker, granted that folder and nothing else, hands over the
// files. What is wrong in them is told, and the signatures that were there stay. A disk that hangs does not keep the engine from its
// events: it looks for the broker's answer between them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/broker/broker.h"
#include "rules/cli/options.h"
#include "rules/engine/engine.h"
#include "rules/load/signature_files.h"

namespace trace {

// How far signatures are read.
struct ReloadProgress {
  std::chrono::steady_clock::time_point since;
  SignatureFiles files;
  std::size_t folder = 0;
  std::uint64_t number = 0;  // the next file of that folder
  std::size_t files_of_other_folders = 0;
};

class Reload {
 public:
  // Starts the broker. Nothing: there is no folder to read again. Errors: of Broker::start().
  static Result<std::optional<Reload>> prepare(const EngineOptions& options);

  // The signatures are to be read, from the first one on.
  void begin();
  bool is_reading() const { return reading_.has_value(); }
  // Reads as far as the broker answers, and gives them to the engine once all are there, if nothing is wrong in them.
  void go_on(const EngineOptions& options, Engine& engine);

  Needs needs() const { return broker_.needs(); }
  // Errors: of Broker::confined().
  const Status& confined() const { return broker_.confined(); }

 private:
  // False: not all of them yet.
  Result<bool> read_files(std::size_t folders);
  Result<Evaluator> evaluator_of(const EngineOptions& options);

  explicit Reload(Broker broker) : broker_(std::move(broker)) {}

  Broker broker_;
  std::optional<ReloadProgress> reading_;
};

}  // namespace trace
