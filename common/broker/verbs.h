// SPDX-License-Identifier: Apache-2.0
// The work of a broker: a request against what was granted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/broker/grants.h"
#include "common/broker/message.h"
#include "common/broker/opened.h"
#include "common/broker/recording_folder.h"

namespace trace {

// Opens what is asked for, of what was granted. State: the list of files that is being walked.
class Verbs {
 public:
  explicit Verbs(Grants grants);

  // Never anything that was not granted: EPERM. A verb that there is not: EINVAL.
  Opened open(const Request& request);

  // Lists are all that was granted.
  bool only_reads() const { return recordings_.empty() && fifos_.empty(); }

  // What is written, of folders all that is below. Empty if only_reads().
  std::vector<int> written_places() const;

  // Nothing is removed where no recording was granted, and nothing opened for writing where only_reads().
  Needs needs() const;

 private:
#define VERB(id, patience, what) Opened open_##id(const Request& request);
#include "common/broker/verbs.def"

  Grants grants_;
  std::vector<std::optional<RecordingFolder>> recordings_;  // none: it could not be opened
  std::vector<UniqueFd> fifos_;                             // O_PATH; invalid: it was another file
  std::vector<std::string> files_;                          // of the list that was asked for last
  std::uint32_t list_ = 0;                                  // its index
};

}  // namespace trace
