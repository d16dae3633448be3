// SPDX-License-Identifier: Apache-2.0
// SIGHUP: the signatures of --rules-dir are read again, while the stream goes on.
//
// The engine is in the sandbox by then and opens nothing. A broker, granted that folder and nothing else, hands over the
// files. What is wrong in them is told, and the signatures that were there stay.
#pragma once

#include <optional>

#include "common/broker/broker.h"
#include "rules/cli/options.h"
#include "rules/engine/engine.h"

namespace trace {

class Reload {
 public:
  // Starts the broker. Nothing: there is no folder to read again. Errors: of Broker::start().
  static Result<std::optional<Reload>> prepare(const EngineOptions& options);

  // Reads the signatures, and gives them to the engine if nothing is wrong in them.
  void apply(const EngineOptions& options, Engine& engine);

  Needs needs() const { return broker_.needs(); }
  // Errors: of Broker::confined().
  const Status& confined() const { return broker_.confined(); }

 private:
  Result<Evaluator> read(const EngineOptions& options);

  explicit Reload(Broker broker) : broker_(std::move(broker)) {}

  Broker broker_;
};

}  // namespace trace
