// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/needs.h"

#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

namespace trace {

Needs kernel_needs() {
  return {
      {SYS_bpf, 0, {BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM, BPF_OBJ_GET_INFO_BY_FD}},
      {SYS_ioctl, 1, {PERF_EVENT_IOC_DISABLE}},  // a kprobe that is detached
      {SYS_epoll_pwait},                         // libbpf's ring buffer
#ifdef SYS_epoll_wait
      {SYS_epoll_wait},
#endif
  };
}

}  // namespace trace
