/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The variants of a hook: one body, a program for each way to attach it.
 *
 * An LSM program returns 0, which lets the next one decide; it never refuses anything.
 */
#pragma once

#define HOOK_1(event, lsm_hook, function, body, type1)                                             \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a)                                   \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_lsm);                                                 \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a)                             \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_fentry);                                              \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a)                           \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_kprobe);                                              \
	}

#define HOOK_2(event, lsm_hook, function, body, type1, type2)                                      \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b)                          \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_lsm);                                              \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b)                    \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_fentry);                                           \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b)                  \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_kprobe);                                           \
	}

#define HOOK_3(event, lsm_hook, function, body, type1, type2, type3)                               \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b, type3 c)                 \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_lsm);                                           \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b, type3 c)           \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_fentry);                                        \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b, type3 c)         \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_kprobe);                                        \
	}

#define HOOK_4(event, lsm_hook, function, body, type1, type2, type3, type4)                        \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b, type3 c, type4 d)        \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_lsm);                                        \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b, type3 c, type4 d)  \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_fentry);                                     \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b, type3 c, type4 d) \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_kprobe);                                     \
	}
