// SPDX-License-Identifier: Apache-2.0
// That two of our programs do not write one file.
//
// *Rejected:* flock(2), which whoever may read a file can take, and so keep us from writing ours.
#pragma once

namespace trace {

// Locks a file that is open for writing, for as long as it is open. False: another program is writing it. What may only be read can
// be locked for reading by anybody; that does not count, though two of ours are then told apart by what they write only
// (Sink::look()).
bool lock_for_writing(int fd);

}  // namespace trace
