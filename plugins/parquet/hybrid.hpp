// Parquet's RLE / bit-packed hybrid: runs of one value, and groups of eight values packed to a fixed number of bits.
// Dictionary indices and definition levels are written in it.
//
//   hybrid     := run*
//   run        := varint(length << 1) value            value in ceil(width / 8) bytes, little endian
//               | varint(groups << 1 | 1) packed       8 * groups values of `width` bits, lowest bit first
#pragma once

#include <cstdint>

#include "byte_buffer.hpp"

namespace weir::parquet {

// Bits that an index below `entries` takes; at least one, as some readers stumble over none.
int BitWidth(size_t entries);

// Appends `count` values below 2^width, for width from 1 to 16.
void EncodeHybrid(const uint16_t* values, size_t count, int width, ByteBuffer& out);

// Appends `count` levels of 0 or 1, given as bits, lowest first.  `bits` has at least (count + 7) / 8 bytes.
void EncodeHybridBits(const uint8_t* bits, size_t count, ByteBuffer& out);

// Appends one run.
void EncodeHybridRun(uint32_t value, size_t count, int width, ByteBuffer& out);

}  // namespace weir::parquet
