// SPDX-License-Identifier: Apache-2.0
#include "common/state/container_name.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const std::string kId(64, 'a');
const std::string kOtherId(64, 'b');

void check_name(const std::string& path, const std::string& id, std::string_view runtime) {
  CAPTURE(path);
  const ContainerName name = container_of_path(path);
  CHECK(name.id == id);
  CHECK(name.runtime == runtime);
}

}  // namespace

TEST_CASE("the runtime of a container is told by how it names its cgroups", "[state]") {
  check_name("/system.slice/docker-" + kId + ".scope", kId, "docker");
  check_name("/system.slice/docker-" + kId + ".scope/init", kId, "docker");
  check_name("/docker/" + kId, kId, "docker");
  check_name("/machine.slice/libpod-" + kId + ".scope/container", kId, "podman");
  check_name("/system.slice/unit.service/libpod-payload-" + kId, kId, "podman");
  check_name("/system.slice/nerdctl-" + kId + ".scope", kId, "containerd");
  check_name("/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + kId + ".scope", kId, "containerd");
  check_name("/system.slice/kubepods:cri-containerd:" + kId, kId, "containerd");
  check_name("/kubepods/burstable/pod1/crio-" + kId, kId, "crio");
  check_name("/kubepods/burstable/pod1/" + kId, kId, "unknown");
  check_name("/garden/01234567-0123-0123-0123-0123", "01234567-0123-0123-0123-0123", "garden");
  check_name("/system.slice/balena-" + kId + ".scope", kId, "balena");
}

TEST_CASE("a task of Fargate has an id and a number", "[state]") {
  const std::string task(32, 'c');
  check_name("/ecs/" + task + "/" + task + "-2531612879", task + "-2531612879", "fargate");
  check_name("/ecs/" + task + "/" + kId, kId, "unknown");
  check_name("/ecs/" + task, "", "");
  check_name("/ecs/" + task + "/" + task + "-", "", "");
  check_name("/ecs/" + task + "/" + task + "-25316128791", "", "");
  check_name("/ecs/" + task + "/" + task + "-25a", "", "");
}

TEST_CASE("containers that their users name have that name", "[state]") {
  check_name("/lxc.payload.web-1", "web-1", "lxc");
  check_name("/lxc.payload.web-1/system.slice/ssh.service", "web-1", "lxc");
  check_name("/lxc/101/ns/init.scope", "101", "lxc");
  check_name("/lxc.payload/web", "web", "lxc");
  check_name("/machine.slice/machine-my\\x2dbox.scope/payload/init.scope", "my-box", "nspawn");
  check_name("/machine.slice/systemd-nspawn@box.service/payload", "box", "nspawn");
  check_name("/system.slice/runc-job.scope", "job", "runc");
  check_name("/user.slice/user@1000.service/user.slice/crun-job.scope", "job", "crun");
  check_name("/lxc.payload.web/docker/" + kId, kId, "docker");
}

TEST_CASE("what runs beside a container is not in it", "[state]") {
  check_name("/lxc.monitor.web-1", "", "");
  check_name("/lxc.monitor/101", "", "");
  check_name("/lxc", "", "");
  check_name("/lxc.payload.", "", "");
  check_name("/machine.slice/machine-box.scope", "", "");
  check_name("/machine.slice/machine-box.scope/supervisor", "", "");
  check_name("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/vcpu0", "", "");
  check_name("/system.slice/payload", "", "");
  check_name("/system.slice/run-u12.scope", "", "");
}

TEST_CASE("the innermost of two containers counts", "[state]") {
  check_name("/docker/" + kId + "/docker/" + kOtherId + "/init", kOtherId, "docker");
}

TEST_CASE("a path without an id is no container", "[state]") {
  check_name("/user.slice/user-1000.slice", "", "");
  check_name("/docker/" + kId.substr(1), "", "");
  check_name("/machine.slice/libpod-conmon-" + kId + ".scope", "", "");
  check_name("/kubepods.slice/crio-conmon-" + kId + ".scope", "", "");
  check_name("/user.slice/snap.kubectl.kubectl-186be11b-11d3-462e-821c-83ce6d742804.scope", "", "");
  check_name("/docker/" + kId.substr(1) + "g", "", "");
  check_name("", "", "");
}

TEST_CASE("a cgroup is a container itself if its own name is one's and none above it", "[state]") {
  CHECK(is_container("/docker/" + kId));
  CHECK(is_container("/system.slice/docker-" + kId + ".scope"));
  CHECK_FALSE(is_container("/docker/" + kId + "/init"));
  CHECK_FALSE(is_container("/docker/" + kId + "/docker/" + kOtherId));
  CHECK_FALSE(is_container("/user.slice"));
  CHECK_FALSE(is_container(""));
  CHECK(is_container("/lxc.payload.web"));
  CHECK(is_container("/machine.slice/machine-box.scope/payload"));
  CHECK_FALSE(is_container("/lxc.payload.web/docker/" + kId));
}

}  // namespace trace
