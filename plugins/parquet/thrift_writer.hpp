// Thrift's compact protocol, as much of it as Parquet's headers and footer need.  Fields of a struct are written in rising order
// of their numbers; whoever writes a list says how many elements follow.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::parquet {

class ThriftWriter {
 public:
  explicit ThriftWriter(std::string& out) : out_(out) {}

  void Bool(int field, bool value) { Header(field, value ? kTrue : kFalse); }
  void I8(int field, int8_t value) {
    Header(field, kByte);
    out_.push_back(static_cast<char>(value));
  }
  void I32(int field, int32_t value) {
    Header(field, kI32);
    Varint(ZigZag(value));
  }
  void I64(int field, int64_t value) {
    Header(field, kI64);
    Varint(ZigZag(value));
  }
  void Binary(int field, std::string_view bytes) {
    Header(field, kBinary);
    BinaryElement(bytes);
  }

  // Everything up to the matching End is inside.
  void Struct(int field) {
    Header(field, kStruct);
    StructElement();
  }
  void End() {
    out_.push_back(0);
    last_ = outer_.back();
    outer_.pop_back();
  }
  // A struct without fields: a choice in a union.
  void Empty(int field) {
    Struct(field);
    End();
  }

  void ListOfStructs(int field, size_t count) { List(field, kStruct, count); }
  void ListOfI32(int field, size_t count) { List(field, kI32, count); }
  void ListOfBinary(int field, size_t count) { List(field, kBinary, count); }
  // The elements of lists.
  void StructElement() {
    outer_.push_back(last_);
    last_ = 0;
  }
  void I32Element(int32_t value) { Varint(ZigZag(value)); }
  void BinaryElement(std::string_view bytes) {
    Varint(bytes.size());
    out_.append(bytes);
  }
  // An element that was serialised before, by a writer of its own.
  void RawElement(std::string_view serialised) { out_.append(serialised); }

 private:
  enum : uint8_t { kTrue = 1, kFalse = 2, kByte = 3, kI32 = 5, kI64 = 6, kBinary = 8, kList = 9, kStruct = 12 };

  static uint64_t ZigZag(int64_t value) { return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63); }
  void Varint(uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
  }
  void Header(int field, uint8_t type) {
    const int delta = field - last_;
    assert(delta > 0 && delta <= 15 && "fields come in rising order");
    out_.push_back(static_cast<char>(delta << 4 | type));
    last_ = field;
  }
  void List(int field, uint8_t type, size_t count) {
    Header(field, kList);
    if (count < 15) {
      out_.push_back(static_cast<char>(count << 4 | type));
      return;
    }
    out_.push_back(static_cast<char>(0xf0 | type));
    Varint(count);
  }

  std::string& out_;
  int last_ = 0;
  std::vector<int> outer_;
};

}  // namespace weir::parquet
