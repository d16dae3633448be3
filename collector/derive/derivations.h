// SPDX-License-Identifier: Apache-2.0
// The events that the collector makes of others. Each has a stanza in the catalog with ORIGIN(event, derived), and a
// function here: derive_EVENT, in a file of its family. A stanza without its function does not link.
//
// A function is called for each of the events that the stanza USES, after the tables have taken it in, and gives the event
// to `emit` if it is one. It reads tables and changes none: whether it is called does not change what others see.
#pragma once

#include <span>

#include "collector/pipeline/stage.h"
#include "common/state/containers.h"
#include "common/state/processes.h"

namespace trace {

// What a derivation may look at besides the event.
struct Tables {
  const Containers& containers;
  const Processes& processes;
};

using Derive = void (*)(const Event& cause, const Tables& tables, Emit& emit);

struct Derivation {
  std::uint16_t slot = 0;  // of the event that is made
  Derive derive = nullptr;
};

// Of every derived event of the catalog.
std::span<const Derivation> derivations();

// An event that happened when and where the other did, and to the same process. It is numbered in no lane (seq 0), since no
// gap can be seen in what is not sent one by one.
OwnedEvent made_of(const Event& cause, std::uint16_t slot);

}  // namespace trace
