// SPDX-License-Identifier: Apache-2.0
// DICTIONARY frames: what is said once, before the first event that needs it: the program of a process, the container of a
// cgroup.
//
// Writer and reader keep the same tables and change them by the same frames, so that the writer knows what the reader
// knows. They are direct-mapped caches, bounded without any account of what has ended: what was overwritten is said again.
// Tested by tests/unit/common/codec/frame/dictionary_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class Dictionary {
 public:
  Dictionary();

  // Writer: appends a frame for each text of the event's context that a reader would not know.
  void tell(const Context& context, std::string& out);

  // Both, at a SYNC frame: nothing was said yet.
  void forget() { ++age_; }

  // Reader: takes in a frame; one of a kind that is not known is skipped. Errors: Code::corrupt.
  Status read(std::string_view frame);
  // Fills in what was last said of the event's process and cgroup, empty texts where nothing was. They are valid until
  // the next read().
  void complete(Context& context) const;

 private:
  struct Entry {
    std::uint32_t host_pid = 0;
    std::uint64_t key = 0;
    std::uint64_t age = 0;  // an entry of another age is none
    std::string text;
  };
  class Table {
   public:
    explicit Table(std::size_t size) : size_(size) {}
    std::string_view find(std::uint32_t host_pid, std::uint64_t key, std::uint64_t age) const;
    void set(std::uint32_t host_pid, std::uint64_t key, std::uint64_t age, std::string_view text);

   private:
    std::size_t place(std::uint32_t host_pid, std::uint64_t key) const;
    std::size_t size_;
    std::vector<Entry> entries_;  // size_ of them, once one was set
  };

  Table executables_, containers_;
  std::uint64_t age_ = 0;
};

}  // namespace trace
