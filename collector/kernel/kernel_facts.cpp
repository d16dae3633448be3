// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/kernel_facts.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <span>

#include "collector/plan/powers.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace trace {
namespace {

constexpr const char* kKernelTypes = "/sys/kernel/btf/vmlinux";

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// "none [integrity] confidentiality" -> "integrity"
std::string chosen(const std::string& line) {
  const std::size_t open = line.find('[');
  const std::size_t close = line.find(']');
  if (open == std::string::npos || close == std::string::npos) return "unknown";
  return line.substr(open + 1, close - open - 1);
}

struct HookType {
  ProviderKind kind;
  bpf_prog_type program;
  bpf_attach_type attach;
  const char* prefix;  // of the name in BTF; null if only attaching tells
  std::uint32_t btf_kind;
  std::string_view point;  // the hook, where targets are system calls
};

constexpr auto kHookTypes = std::to_array<HookType>({
#define PROVIDER_KIND(name, number, program, attach, prefix, btf_kind, point, certain) \
  {ProviderKind::name, program, attach, prefix, btf_kind, point},
#include "common/catalog/providers.def"
#undef PROVIDER_KIND
});

// REQUIRES: kind is not none.
const HookType& hook_type(ProviderKind kind) {
  return *std::ranges::find(kHookTypes, kind, &HookType::kind);
}

std::string btf_name(const HookType& type, std::string_view target) {
  return type.prefix + std::string(type.point.empty() ? target : type.point);
}

int load_smallest(const HookType& type, std::uint32_t btf_id) {
  // mov r0, 0; exit
  const std::array<bpf_insn, 2> program = {bpf_insn{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0},
                                           bpf_insn{BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.expected_attach_type = type.attach;
  options.attach_btf_id = btf_id;
  return bpf_prog_load(type.program, "trial", "GPL", program.data(), program.size(), &options);
}

}  // namespace

void BtfCloser::operator()(btf* types) const {
  btf__free(types);
}

Result<KernelFacts> KernelFacts::read() {
  KernelFacts facts;
  utsname names{};
  if (uname(&names) == 0) facts.release_ = names.release;
  libbpf_set_print(nullptr);  // what fails is told by its errno
  // Not btf__load_vmlinux_btf(), which says ESRCH whatever was wrong.
  facts.btf_.reset(btf__parse(kKernelTypes, nullptr));
  if (!facts.btf_) {
    const std::string hint = errno == ENOENT ? " (needs a kernel with CONFIG_DEBUG_INFO_BTF=y, and /sys mounted)" : "";
    return Error{Code::unsupported,
                 "reading the kernel's types: " + std::string(kKernelTypes) + ": " + std::strerror(errno) + hint};
  }
  facts.lsms_ = first_line("/sys/kernel/security/lsm");
  facts.bpf_lsm_ = has_part(facts.lsms_, ',', "bpf");
  const std::string lockdown = first_line("/sys/kernel/security/lockdown");
  if (!lockdown.empty()) facts.lockdown_ = chosen(lockdown);
  facts.kprobes_ = access("/sys/bus/event_source/devices/kprobe/type", R_OK) == 0;
  facts.load_refusal_ = facts.try_loading();
  return facts;
}

std::string KernelFacts::try_loading() const {
  const UniqueFd trial(
      load_smallest({ProviderKind::none, BPF_PROG_TYPE_SOCKET_FILTER, BPF_CGROUP_INET_INGRESS, "", 0, ""}, 0));
  if (!trial) return why_nothing_loads(errno, Powers::read(lockdown_));
  const Status tracing = try_hook(ProviderKind::sys_exit, "");
  if (tracing) return {};
  if (tracing.error().code == Code::denied) return why_nothing_loads(EPERM, Powers::read(lockdown_));
  return "system calls cannot be traced: " + tracing.error().message;
}

bool KernelFacts::preempts_tracepoints() const {
  static constexpr unsigned long kFirstMajor = 7;
  return std::strtoul(release_.c_str(), nullptr, 10) >= kFirstMajor;
}

bool KernelFacts::has_helper(std::string_view name) const {
  const std::string wanted = "BPF_FUNC_" + std::string(name);
  const int id = btf__find_by_name_kind(btf_.get(), "bpf_func_id", BTF_KIND_ENUM);
  const btf_type* const helpers = id < 0 ? nullptr : btf__type_by_id(btf_.get(), static_cast<std::uint32_t>(id));
  if (helpers == nullptr) return false;
  const std::span<const struct btf_enum> values(btf_enum(helpers), btf_vlen(helpers));
  return std::ranges::any_of(
      values, [&](const auto& value) { return wanted == btf__name_by_offset(btf_.get(), value.name_off); });
}

Status KernelFacts::find_hook(ProviderKind kind, std::string_view target) const {
  if (kind == ProviderKind::lsm && !bpf_lsm_) {
    return Error{Code::unsupported, lsms_.empty()
                                        ? "the list of active LSMs cannot be read (is securityfs mounted?)"
                                        : "\"bpf\" is not among the active LSMs (lsm= on the kernel's command line)"};
  }
  const HookType& type = hook_type(kind);
  if (type.prefix == nullptr) {
    if (!kprobes_) return Error{Code::unsupported, "the kernel has no kprobes"};
    return ok();
  }
  const std::string name = btf_name(type, target);
  if (btf__find_by_name_kind(btf_.get(), name.c_str(), type.btf_kind) < 0) {
    return Error{Code::not_found, "the kernel has no \"" + name + "\""};
  }
  return ok();
}

// A kernel that can compile trampolines may still be unable to have functions call them (arm64 from 6.0 to 6.3). That holds for
// all functions, so it is found by the first one; if each program found it, everything would be loaded anew for each.
Status KernelFacts::try_attaching(ProviderKind kind, int program) const {
  constexpr int kNotSupported = 524;  // ENOTSUPP, include/linux/errno.h
  const bool calls_functions = kind == ProviderKind::lsm || kind == ProviderKind::fentry;
  if (!calls_functions || kOwnArchitecture == Architecture::x86_64) return ok();  // x86-64 has been able to since 5.5
  if (!calls_trampolines_) {
    const UniqueFd link(bpf_raw_tracepoint_open(nullptr, program));
    calls_trampolines_ = static_cast<bool>(link) || errno != kNotSupported;
  }
  if (*calls_trampolines_) return ok();
  return Error{Code::unsupported, "the kernel attaches no programs to functions (arm64 can from 6.4 on)"};
}

Status KernelFacts::try_hook(ProviderKind kind, std::string_view target) const {
  TRY(find_hook(kind, target));
  const HookType& type = hook_type(kind);
  if (type.prefix == nullptr) return ok();  // only attaching tells, see Programs
  const int id = btf__find_by_name_kind(btf_.get(), btf_name(type, target).c_str(), type.btf_kind);
  const UniqueFd program(load_smallest(type, static_cast<std::uint32_t>(id)));
  if (program) return try_attaching(kind, program.get());
  const int error = errno;
  std::string why = "the kernel refuses it: " + std::string(std::strerror(error));
  if (error == EPERM && lockdown_ != "none" && lockdown_ != "unknown") why += " (lockdown: " + lockdown_ + ")";
  return Error{error == EPERM ? Code::denied : Code::unsupported, std::move(why)};
}

}  // namespace trace
