// write_random_tables FOLDER SEED TABLES
//
// Writes tables of random schemas and values below FOLDER, one folder each, and beside each the values it should read as, in
// <table>.jsonl: a line of columns ([name, kind]), then one line a row.  Text and bytes are in hex, as they went in; doubles are
// their bits.  readback.py reads both.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <random>

#include "lane_under_test.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

using Value = std::optional<std::string>;  // text and bytes as they are, the rest in eight bytes

std::mt19937_64 random_bits;
uint64_t Below(uint64_t n) { return random_bits() % n; }

template <class T>
T Decode(const std::string& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}
template <class T>
std::string Encode(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// How a column's values come: each decides for itself how often they repeat and how often they are missing.
struct Profile {
  Kind kind;
  uint64_t distinct;      // 0: all different
  uint64_t null_percent;  // 100: all null
  uint64_t longest;       // of text
  bool sorted_runs;
};

int64_t SomeInteger(uint64_t n) {
  switch (n % 7) {
    case 0: return std::numeric_limits<int64_t>::max() - static_cast<int64_t>(n / 7);
    case 1: return std::numeric_limits<int64_t>::min() + static_cast<int64_t>(n / 7);
    default: return static_cast<int64_t>(n * 0x9e3779b97f4a7c15 >> (n % 60)) - 1000;
  }
}

double SomeDouble(uint64_t n) {
  switch (n % 9) {
    case 0: return 0.0;
    case 1: return -0.0;
    case 2: return n % 2 == 0 ? std::nan("") : 1.0;
    case 3: return std::numeric_limits<double>::infinity() * (n % 2 == 0 ? 1 : -1);
    case 4: return std::numeric_limits<double>::denorm_min();
    case 5: return std::numeric_limits<double>::max();
    default: return static_cast<double>(n) / 1000 - 7;
  }
}

std::string SomeText(uint64_t n, const Profile& profile) {
  std::mt19937_64 own(n);
  std::string text;
  const uint64_t length = own() % (profile.longest + 1);
  const uint64_t way = own() % 4;
  static const std::string kPieces[] = {"ü", "日本", "😀", "\xff", "\xe6\x97", "a", "\"\\\n", std::string(1, '\0')};
  if (way == 0) text = "a common beginning of some length/";
  while (text.size() < length) text += way == 1 ? kPieces[own() % 8] : std::string(1, static_cast<char>('a' + own() % 26));
  return text;
}

Value SomeValue(const Profile& profile, uint64_t row) {
  if (Below(100) < profile.null_percent) return std::nullopt;
  uint64_t n = profile.distinct == 0 ? row * 7919 + 1 : Below(profile.distinct);
  if (profile.sorted_runs && profile.distinct != 0) n = row / 50 % profile.distinct;
  switch (profile.kind) {
    case Kind::Bool: return Encode<int64_t>(static_cast<int64_t>(n % 2));
    case Kind::Int32: return Encode<int64_t>(static_cast<int32_t>(SomeInteger(n)));
    case Kind::Int64:
    case Kind::Timestamp: return Encode<int64_t>(SomeInteger(n));
    case Kind::Double: return Encode<double>(SomeDouble(n));
    case Kind::Text: return SomeText(n, profile);
    case Kind::Binary: {
      std::string bytes = SomeText(n, profile);
      for (char& byte : bytes) byte = static_cast<char>(byte ^ static_cast<char>(n));
      return bytes;
    }
  }
  return std::nullopt;
}

template <class T>
ArrowArray Numbers(const std::vector<Value>& values) {
  ValuesBuilder<T> builder(static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    if (!values[i])
      builder.SetNull(row);
    else if constexpr (std::is_same_v<T, double>)
      builder.Set(row, Decode<double>(*values[i]));
    else
      builder.Set(row, static_cast<T>(Decode<int64_t>(*values[i])));
  }
  return builder.Finish();
}

ArrowArray TextsAs(Type type, const std::vector<Value>& values) {
  const auto rows = static_cast<int64_t>(values.size());
  if (type == Type::Text) {
    TextBuilder builder(rows);
    for (int64_t i = 0; i < rows; ++i)
      values[static_cast<size_t>(i)] ? builder.Copy(i, *values[static_cast<size_t>(i)]) : builder.SetNull(i);
    return builder.Finish();
  }
  Utf8Builder bytes;
  if (type != Type::Dictionary) {
    for (const Value& value : values) value ? bytes.Append(*value) : bytes.AppendNull();
    return bytes.Finish();
  }
  // A dictionary may hold a value twice, and values that no row has.
  bytes.Append("nobody's");
  std::vector<std::string> known;
  Validity validity(rows);
  Buffer indices = Buffer::Allocate(values.size() * sizeof(int32_t));
  for (int64_t i = 0; i < rows; ++i) {
    int32_t index = 0;
    if (const Value& value = values[static_cast<size_t>(i)]) {
      const auto found = std::ranges::find(known, *value);
      index = static_cast<int32_t>(found - known.begin()) + 1;
      if (found == known.end() || known.size() < 3) {
        index = static_cast<int32_t>(known.size()) + 1;
        known.push_back(*value);
        bytes.Append(*value);
      }
    } else {
      validity.SetNull(i);
    }
    indices.mutable_data<int32_t>()[i] = index;
  }
  const int64_t nulls = validity.nulls();
  return MakeArray(rows, nulls, {validity.Finish(), std::move(indices)}, {}, bytes.Finish());
}

ArrowArray Bits(const std::vector<Value>& values) {
  BoolsBuilder builder(static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] ? builder.Set(static_cast<int64_t>(i), Decode<int64_t>(*values[i]) != 0) : builder.SetNull(static_cast<int64_t>(i));
  return builder.Finish();
}

Type TypeFor(Kind kind) {
  static constexpr Type kTexts[] = {Type::Text, Type::Utf8, Type::Dictionary, Type::Text};
  switch (kind) {
    case Kind::Bool: return Type::Bool;
    case Kind::Int32: return Type::Int32;
    case Kind::Int64: return Type::Int64;
    case Kind::Double: return Type::Double;
    case Kind::Timestamp: return Type::Timestamp;
    case Kind::Text: return kTexts[Below(4)];
    case Kind::Binary: return Type::Binary;
  }
  return Type::Binary;
}

ArrowArray MakeColumn(Kind kind, Type type, const std::vector<Value>& values) {
  switch (kind) {
    case Kind::Bool: return Bits(values);
    case Kind::Int32: return Numbers<int32_t>(values);
    case Kind::Int64:
    case Kind::Timestamp: return Numbers<int64_t>(values);
    case Kind::Double: return Numbers<double>(values);
    case Kind::Text:
    case Kind::Binary: return TextsAs(type, values);
  }
  return {};
}

const char* NameOf(Kind kind) {
  static constexpr const char* kNames[] = {"bool", "int32", "int64", "double", "timestamp", "text", "binary"};
  return kNames[static_cast<int>(kind)];
}

void PutValue(std::ofstream& out, Kind kind, const Value& value) {
  if (!value) {
    out << "null";
  } else if (kind == Kind::Bool) {
    out << (Decode<int64_t>(*value) != 0 ? "true" : "false");
  } else if (kind == Kind::Text || kind == Kind::Binary) {
    static constexpr char kHex[] = "0123456789abcdef";
    out << '"';
    for (const char c : *value) out << kHex[static_cast<uint8_t>(c) >> 4] << kHex[c & 15];
    out << '"';
  } else {
    out << Decode<int64_t>(*value);
  }
}

// A batch of some of the columns, in another order, each perhaps a slice of a longer array.
Array MakeSomeBatch(const std::vector<Profile>& profiles, std::vector<std::vector<Value>>& columns, int64_t rows, uint64_t first_row,
                    Schema& schema) {
  std::vector<Field> fields;
  std::vector<ArrowArray> arrays;
  const bool drop_one = Below(10) == 0;
  for (size_t i = 0; i < profiles.size(); ++i) {
    const size_t c = (i + 1) % profiles.size();
    const uint64_t padding = Below(3) == 0 ? Below(20) : 0;
    std::vector<Value> values;
    for (uint64_t r = 0; r < padding + static_cast<uint64_t>(rows); ++r) values.push_back(SomeValue(profiles[c], first_row + r));
    columns[c].assign(values.begin() + static_cast<int64_t>(padding), values.end());
    if (drop_one && i == 0 && profiles.size() > 1) {
      columns[c].assign(static_cast<size_t>(rows), std::nullopt);
      continue;
    }
    const Type type = TypeFor(profiles[c].kind);
    ArrowArray array = MakeColumn(profiles[c].kind, type, values);
    array.offset = static_cast<int64_t>(padding);
    array.length = rows;
    if (padding > 0 && array.null_count != 0) array.null_count = -1;
    fields.push_back({"c" + std::to_string(c), type});
    arrays.push_back(array);
  }
  schema = Schema(fields);
  return Array(MakeBatch(rows, std::move(arrays)));
}

Status WriteTable(const std::string& path, const std::vector<Profile>& profiles, uint64_t rows, uint64_t batch_rows, Codec codec,
                  Share share) {
  Layout layout;
  layout.table.codec = codec;
  std::ofstream expected(path + ".jsonl");
  expected << '[';
  for (size_t c = 0; c < profiles.size(); ++c) {
    layout.table.columns.push_back({"c" + std::to_string(c), profiles[c].kind});
    expected << (c == 0 ? "" : ",") << "[\"c" << c << "\",\"" << NameOf(profiles[c].kind) << "\"]";
  }
  expected << "]\n";
  const auto lane = MakeLane(layout, path, share);
  if (Status status = lane->begin(1); !status.ok()) return status;
  std::vector<std::vector<Value>> columns(profiles.size());
  for (uint64_t done = 0; done < rows;) {
    const auto now = static_cast<int64_t>(std::min(rows - done, 1 + Below(batch_rows)));
    Schema schema;
    const Array batch = MakeSomeBatch(profiles, columns, now, done, schema);
    if (Status status = lane->Write(*schema.get(), *batch.get()); !status.ok()) return status;
    for (size_t r = 0; r < static_cast<size_t>(now); ++r) {
      expected << '[';
      for (size_t c = 0; c < profiles.size(); ++c) {
        if (c > 0) expected << ',';
        PutValue(expected, profiles[c].kind, columns[c][r]);
      }
      expected << "]\n";
    }
    done += static_cast<uint64_t>(now);
  }
  return Commit(*lane);
}

Profile SomeProfile() {
  static constexpr uint64_t kDistinct[] = {0, 1, 2, 5, 300, 20000};
  static constexpr uint64_t kNulls[] = {0, 0, 1, 50, 99, 100};
  static constexpr uint64_t kLongest[] = {0, 8, 12, 13, 40, 200};
  return {static_cast<Kind>(Below(7)), kDistinct[Below(6)], kNulls[Below(6)], kLongest[Below(6)], Below(3) == 0};
}

Status WriteAll(const std::string& folder, uint64_t tables) {
  for (uint64_t i = 0; i < tables; ++i) {
    std::vector<Profile> profiles;
    for (uint64_t c = 0, n = 1 + Below(12); c < n; ++c) profiles.push_back(SomeProfile());
    static constexpr uint64_t kRows[] = {1, 7, 1000, 20480, 20481, 45000};
    // A small share makes many row groups, and several files.
    const Share share = Below(3) == 0 ? Share{160 << 10, 4} : Share{64 << 20, 4};
    if (Status status =
            WriteTable(folder + "/table" + std::to_string(i), profiles, kRows[Below(6)], 5000, static_cast<Codec>(i % 3), share);
        !status.ok())
      return status;
  }
  // More rows than a row group takes; and values larger than a page.
  Status status = WriteTable(folder + "/long", {{Kind::Int32, 5, 1, 0, true}, {Kind::Bool, 2, 0, 0, false}}, (1 << 20) + 12345, 90000,
                             Codec::Snappy, {64 << 20, 4});
  if (!status.ok()) return status;
  return WriteTable(folder + "/wide", {{Kind::Text, 0, 10, 1500000, false}, {Kind::Binary, 3, 0, 700000, false}}, 40, 10, Codec::Zstd,
                    {64 << 20, 4});
}

}  // namespace
}  // namespace weir::parquet

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_random_tables FOLDER SEED TABLES\n");
    return 2;
  }
  weir::parquet::random_bits.seed(std::strtoull(argv[2], nullptr, 10));
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  const weir::Status status = weir::parquet::WriteAll(folder, std::strtoull(argv[3], nullptr, 10));
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  return 1;
}
