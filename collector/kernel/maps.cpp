// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include <spdlog/spdlog.h>

namespace trace {
namespace {

Error failed(const std::string& what, const bpf_map* map) {
  return {Code::internal, what + " \"" + bpf_map__name(map) + "\": " + std::strerror(errno)};
}

Status map_for_reading(const bpf_map* map) {
  std::size_t size = 0;
  const void* const at = bpf_map__initial_value(const_cast<bpf_map*>(map), &size);
  if (mmap(const_cast<void*>(at), size, PROT_READ, MAP_SHARED | MAP_FIXED, bpf_map__fd(map), 0) == MAP_FAILED) {
    return failed("mapping for reading the map", map);
  }
  return ok();
}

}  // namespace

Status put(const bpf_map* map, const void* key, const void* value) {
  if (bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY) == 0) return ok();
  return failed("filling map", map);
}

Status close_maps(const bpf_object* object) {
  TRY(map_for_reading(bpf_object__find_map_by_name(object, ".bss")));
  const bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    const bool is_open = std::ranges::find(kOpenMaps, bpf_map__name(map)) != kOpenMaps.end();
    const bool is_constant = (bpf_map__map_flags(map) & BPF_F_RDONLY_PROG) != 0;  // libbpf has frozen it
    if (is_open || is_constant || bpf_map__fd(map) < 0) continue;
    if (bpf_map_freeze(bpf_map__fd(map)) != 0) spdlog::warn("{}", failed("freezing map", map).message);
  }
  return ok();
}

}  // namespace trace
