/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes that processes write and read, on their way from the BPF programs to the keeper of artifacts: the ring
 * `captured_bytes`. Not part of the wire format.
 */
#ifndef TRACE_SEAM_CAPTURED_H
#define TRACE_SEAM_CAPTURED_H

#include "common/catalog/head.h"

/* How bytes come about: those of files, and those that are whole by themselves. */
enum wire_way {
  WIRE_WAY_WRITE,
  WIRE_WAY_READ,
  WIRE_WAY_MEMORY,  /* made executable */
  WIRE_WAY_MODULE,  /* given to init_module(2); or finit_module(2) was given its file */
  WIRE_WAY_PROGRAM, /* of BPF: instructions that were loaded */
  WIRE_WAY_LIBRARY, /* files that are mapped to be executed */
  WIRE_WAYS
};
#define WIRE_WAYS_OF_FILES 2

enum wire_file_type {
  WIRE_FILE_REGULAR = 1 << 0,
  WIRE_FILE_PIPE = 1 << 1,
  WIRE_FILE_SOCKET = 1 << 2,
  WIRE_FILE_OTHER = 1 << 3,  /* a terminal, say */
  WIRE_FILE_MEMORY = 1 << 4, /* of memfd_create(2) */
};

#define WIRE_CAPTURE_PREFIXES_MAX 8
#define WIRE_CAPTURE_PREFIX_WORDS 8 /* of 8 bytes */

/* A path, or how it begins: its words where the mask has bits. */
struct wire_capture_prefix {
  wire_u64 text[WIRE_CAPTURE_PREFIX_WORDS], mask[WIRE_CAPTURE_PREFIX_WORDS];
};

/* Which bytes are wanted: what is 0 does not matter. */
struct wire_capture {
  wire_u32 types; /* bits of enum wire_file_type; 0: none at all */
  wire_u32 fds;   /* bits: descriptor numbers 0 to 2; 0: any descriptor */
  wire_u32 prefix_count;
  wire_u32 memory_anyway; /* files of memfd_create, whatever their descriptor */
  struct wire_capture_prefix prefixes[WIRE_CAPTURE_PREFIXES_MAX];
};

/* A file, as long as its inode is in use, and what is done with it; else what was made then by that process at that address. */
struct wire_file_key {
  wire_u64 inode;
  wire_u32 dev;        /* as the kernel has it */
  wire_u32 generation; /* of the inode */
  wire_u32 way;
  wire_u32 reserved;
};

enum wire_captured_kind {
  WIRE_CAPTURED_BYTES,
  WIRE_CAPTURED_PATH, /* the path of a file that is seen for the first time, or that is given to the kernel as a whole */
};
enum wire_captured_flag {
  WIRE_CAPTURED_IN_ORDER = 1 << 0,   /* there is no position in it: a pipe, a terminal */
  WIRE_CAPTURED_UNREADABLE = 1 << 1, /* the bytes could not be read any more, and are 0 */
};

/* A record; `size` bytes follow. */
struct wire_captured {
  struct wire_event event; /* who and when; it has no fields */
  struct wire_file_key file;
  wire_u64 lost; /* bytes of that file that were left out until now */
  wire_u64 offset;
  wire_u64 total; /* of what is whole by itself: how many bytes there are; 0: of a file */
  wire_u32 size;
  wire_u32 type; /* enum wire_file_type */
  wire_u16 kind, flags;
  wire_u32 writers;  /* of a file that is given as a whole: how often it was open to be written */
  wire_u64 ctime_ns; /* and its ctime then, since the epoch */
};

#define WIRE_CAPTURED_ROOM_SMALL 512
#define WIRE_CAPTURED_ROOM_MIDDLE 4096
#define WIRE_CAPTURED_ROOM_LARGE 65536
#define WIRE_CAPTURED_PIECES_MAX 256 /* of a buffer, of the largest size; what comes after is lost */
#define WIRE_CAPTURED_PAGES_MAX 4096 /* of a region, of 4 KiB */
#define WIRE_CAPTURED_BUFFERS_MAX 64 /* of one call */

#endif
