#include "parquet/thrift_writer.hpp"

#include <gtest/gtest.h>

namespace weir::parquet {
namespace {

using std::string_literals::operator""s;

TEST(ThriftWriter, WritesAStructAsTheCompactProtocolSays) {
  std::string out;
  ThriftWriter thrift(out);
  thrift.StructElement();
  thrift.Bool(1, true);
  thrift.Bool(2, false);
  thrift.I8(3, -1);
  thrift.I32(5, 150);
  thrift.I64(6, -2);
  thrift.Binary(8, "ab");
  thrift.Empty(9);
  thrift.End();
  EXPECT_EQ("\x11\x12\x13\xff\x25\xac\x02\x16\x03\x28\x02"s + "ab" + "\x1c\x00\x00"s, out);
}

TEST(ThriftWriter, ListsOfFifteenAndMoreSayTheirLengthApart) {
  std::string out;
  ThriftWriter thrift(out);
  thrift.StructElement();
  thrift.ListOfI32(1, 2);
  thrift.I32Element(1);
  thrift.I32Element(-1);
  thrift.ListOfBinary(2, 15);
  for (int i = 0; i < 15; ++i) thrift.BinaryElement("");
  thrift.End();
  EXPECT_EQ("\x19\x25\x02\x01\x19\xf8\x0f"s + std::string(15, '\0') + "\x00"s, out);
}

TEST(ThriftWriter, AnInnerStructNumbersItsFieldsAnew) {
  std::string out;
  ThriftWriter thrift(out);
  thrift.StructElement();
  thrift.Struct(3);
  thrift.I32(1, 1);
  thrift.End();
  thrift.I32(4, 1);
  thrift.End();
  EXPECT_EQ("\x3c\x15\x02\x00\x15\x02\x00"s, out);
}

}  // namespace
}  // namespace weir::parquet
