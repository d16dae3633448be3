// SPDX-License-Identifier: Apache-2.0
// The FIFO of an output whose reader may die while other outputs go on. Once another reader is there a broker opens it again, since
// the collector can open nothing: what the dead one left in it is gone then, and the new one gets a stream of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/broker/broker.h"
#include "common/sink/sink.h"

namespace trace {

class Fifo {
 public:
  // `number`: of the broker's grants.
  Fifo(std::shared_ptr<Broker> broker, std::size_t number) : broker_(std::move(broker)), number_(number) {}

  // Nothing: nobody reads it. Errors: of the broker.
  Result<std::optional<Sink>> open(const std::string& name) {
    TRY_ASSIGN(std::optional<UniqueFd> fd, broker_->fifo(number_));
    if (!fd) return std::optional<Sink>();
    ++streams_;
    return std::optional<Sink>(Sink(*std::move(fd), name));
  }
  // How often it was opened here.
  std::uint32_t streams() const { return streams_; }

 private:
  std::shared_ptr<Broker> broker_;
  std::size_t number_;
  std::uint32_t streams_ = 0;
};

}  // namespace trace
