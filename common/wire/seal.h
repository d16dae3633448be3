/* SPDX-License-Identifier: Apache-2.0
 *
 * SEAL: what stands after each part of a recording and says what that part is, so that nobody can change, remove, insert or
 * move a part without this being seen. docs/wire.md says what is where, and why. It is a skippable frame of Zstandard (RFC 8878,
 * section 3.1.2), so that who does not know it passes it over. Everything is little endian.
 */
#ifndef TRACE_WIRE_SEAL_H
#define TRACE_WIRE_SEAL_H

#include "common/wire/frame.h"

#define WIRE_SEAL_SKIPPABLE 0x184d2a54u
#define WIRE_SEAL_MAGIC 0x4c41455343415254ULL /* "TRACSEAL" read as little endian */
#define WIRE_SEAL_VERSION 1
#define WIRE_SEAL_EVENT_BITS 1024   /* bit id % 1024 of each event */
#define WIRE_SEAL_PROCESS_BITS 4096 /* a Bloom filter of 4 bits for each process */
#define WIRE_KEY_SIZE 32            /* Ed25519, RFC 8032 */
#define WIRE_SIGNATURE_SIZE 64

enum wire_seal_flag {
  WIRE_SEAL_OPENS = 1 << 0,  /* the first of a file, of no bytes */
  WIRE_SEAL_CLOSES = 1 << 1, /* the last of a file: the stream has its end in the part before */
  WIRE_SEAL_SIGNED = 1 << 2,
  WIRE_SEAL_GOES_ON = 1 << 3, /* with CLOSES: the recording has another file after this one */
  WIRE_SEAL_EXTRACT =
      1 << 4, /* the part has the event `extract`: this is a recording of what was chosen from another */
  WIRE_SEAL_OF_DAMAGED = 1 << 5, /* with EXTRACT: and that was damaged, or cut, as the event says */
};

struct wire_seal {
  wire_u32 skippable;           /* WIRE_SEAL_SKIPPABLE */
  wire_u32 size;                /* bytes that follow these eight */
  wire_u64 magic;               /* WIRE_SEAL_MAGIC */
  wire_u8 mark[WIRE_MARK_SIZE]; /* as in STREAM: a process that is watched does not know it */
  wire_u16 version;
  wire_u16 flags;                       /* enum wire_seal_flag */
  wire_u32 file;                        /* of its recording, from 0 */
  wire_u64 number;                      /* in the file, from 0 */
  wire_u64 offset;                      /* in the file, of the sealed part */
  wire_u64 bytes;                       /* of the sealed part */
  wire_u64 plain_bytes;                 /* of what is compressed in it */
  wire_u64 sealed_ns;                   /* since the epoch, by the clock of the stream */
  wire_u64 sealed_boot_ns;              /* the same since boot */
  wire_u64 first_time_ns, last_time_ns; /* of events in it, since the epoch; 0: there are none */
  wire_u64 events;                      /* in it */
  wire_u64 lost;                        /* the sum of the LOSS frames in it */
  wire_u64 epoch;                       /* SIGNED: of the key, from 0 */
  wire_u64 epoch_begin_ns;              /* SIGNED: when the key came into use, since boot */
  wire_u8 event_ids[WIRE_SEAL_EVENT_BITS / 8];
  wire_u8 processes[WIRE_SEAL_PROCESS_BITS / 8];
  wire_u8 content[WIRE_HASH_SIZE];  /* SHA-256 of the sealed part, compressed as it is */
  wire_u8 previous[WIRE_HASH_SIZE]; /* `seal` of the seal before; OPENS: of the last one of the file before, or 0 */
  wire_u8 key[WIRE_KEY_SIZE];       /* SIGNED: the public key that this is signed by */
  wire_u8 next_key[WIRE_KEY_SIZE];  /* SIGNED: the public key of the next epoch */
  wire_u8 signature[WIRE_SIGNATURE_SIZE]; /* SIGNED: of all before it */
  wire_u8 seal[WIRE_HASH_SIZE];           /* SHA-256 of all before it */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_seal) == 1000, "wire_seal is wire format");

#endif
