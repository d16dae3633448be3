// SPDX-License-Identifier: Apache-2.0
// The objects of a folder of artifacts, from the one that was used longest ago on: what goes first where the oldest make room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace trace {

struct KeptObject {
  std::string object;  // below the folder
  std::uint64_t size = 0;
  std::vector<std::string> links;  // to it, below the folder
};

class KeptObjects {
 public:
  // What is there before a run begins: objects by the time of their content, with the names in out/.
  static KeptObjects of_folder(const std::string& folder);

  // It was kept now, or what is to be kept is it.
  void use(const std::string& object, std::uint64_t size);
  void add_link(const std::string& object, std::string link);
  std::optional<KeptObject> take_oldest();

 private:
  std::list<KeptObject> oldest_first_;
  std::unordered_map<std::string, std::list<KeptObject>::iterator> by_object_;
};

}  // namespace trace
