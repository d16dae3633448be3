// SPDX-License-Identifier: Apache-2.0
// The program that spawn_load starts: linked statically, so that little of its life is not the kernel's doing.
int main() {}
