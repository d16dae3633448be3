#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ordinary work of an administrator and a developer, none of it suspicious: what the shipped signatures must be quiet about.
#
#   benign.sh [FOLDER]    an empty folder to work in
#
# The machine is not changed: it all happens in a mount namespace of its own whose root is an overlay; without FOLDER it happens here, on
# a machine that is thrown away (tests/vm). No network is needed: the package that is installed is made here. Prints what was done, and
# what cannot be since a program is not there.
set -u

# After this the new root is /, as it would be on a machine: paths of events begin there.
enter_root() {
  mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root" || return
  mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root" || return
  for shared in proc sys dev; do mount --rbind "/$shared" "$1/root/$shared" || return; done
  mkdir -p "$1/root/old"
  cd "$1/root" && pivot_root . old && cd / && umount -l /old
}

if [ $# -gt 0 ]; then
  work=$(cd "$1" && pwd)
  [ -n "${BENIGN_INSIDE:-}" ] || BENIGN_INSIDE=1 exec unshare -m sh "$0" "$work"
  enter_root "$work" || exit 1
fi
mkdir -p /tmp/benign && cd /tmp/benign || exit 1
exec </dev/null
export HOME=/tmp/benign GIT_CONFIG_GLOBAL=/dev/null DEBIAN_FRONTEND=noninteractive

did=
not=
# If the program is there, runs the command and notes it.
task() {
  program=$1
  shift
  if command -v "$program" >/dev/null; then
    "$@" >/dev/null 2>&1 || echo "failed: $*"
    did="$did $program"
  else
    not="$not $program"
  fi
}

# A package that brings a task of cron, a rule of sudo and a start-up script, and enables that.
make_package() {
  mkdir -p p/DEBIAN p/etc/cron.d p/etc/cron.daily p/etc/sudoers.d p/etc/init.d
  printf 'Package: benign\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@localhost>\nDescription: a test\n' >p/DEBIAN/control
  printf '/etc/cron.d/benign\n/etc/cron.daily/benign\n/etc/sudoers.d/benign\n/etc/init.d/benign\n' >p/DEBIAN/conffiles
  printf '#!/bin/sh\nset -e\nif command -v update-rc.d; then update-rc.d benign defaults; fi >/dev/null\nprintf "# nothing\\n" >/etc/cron.d/benign-made\n' >p/DEBIAN/postinst
  echo '# nothing' | tee p/etc/cron.d/benign p/etc/cron.daily/benign p/etc/sudoers.d/benign >/dev/null
  printf '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: benign\n# Required-Start:\n# Required-Stop:\n# Default-Start: 2 3 4 5\n# Default-Stop: 0 1 6\n### END INIT INFO\n' >p/etc/init.d/benign
  chmod 755 p/DEBIAN/postinst p/etc/init.d/benign p/etc/cron.daily/benign
  dpkg-deb --root-owner-group -b p benign.deb
}

in_repository() {
  git init -q g && cd g && echo x >x && git add x && git -c user.name=a -c user.email=a@localhost commit -q -m x && git log --stat && cd ..
}

archive() {
  tar cf x.tar --exclude x.tar . && mkdir -p there && tar xf x.tar -C there
}

echo 'int main(void) { return 0; }' >a.c
task dpkg-deb make_package
task apt-get apt-get install -y --no-install-recommends ./benign.deb
[ -e /etc/cron.d/benign ] || task dpkg dpkg -i benign.deb
task dpkg dpkg -r benign
task gcc gcc -g -o a a.c
task git in_repository
task tar archive
task python3 python3 -c 'import subprocess; subprocess.run(["true"]); open("/proc/self/mem", "rb").close()'
task ssh-keygen ssh-keygen -q -t ed25519 -N '' -f key
task npm npm --version
[ ! -x a ] || task gdb gdb -nx -batch -ex 'break main' -ex run -ex 'print $pc' -ex kill ./a
task strace strace -f -o trace sh -c 'true; true'
task crontab sh -c 'crontab -l; crontab -u root -l; true'
task visudo visudo -c
task visudo env EDITOR=true visudo
task sysctl sh -c 'sysctl -a; true'
task stdbuf stdbuf -oL cat a.c
task fakeroot fakeroot true
task sed sed -i s/x/y/ x.tar
task vim vim -es -u NONE -c 'normal! ox' -c 'wq' a.c
echo "did:$did"
echo "not here:${not:- nothing}"
