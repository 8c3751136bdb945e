// write_random_tables FOLDER SEED TABLES
//
// Writes tables of random schemas and values below FOLDER, one folder each, and those of named_tables.hpp, and beside each what it
// should read as.  readback/ compares.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "named_tables.hpp"

namespace weir::parquet {
namespace {

Plan RandomTable(uint64_t number) {
  static constexpr uint64_t kRows[] = {1, 7, 1000, 20480, 20481, 45000};
  Plan plan{.name = "table" + std::to_string(number), .codec = static_cast<Codec>(number % 3), .untidy = true};
  for (uint64_t c = 0, n = 1 + Below(12); c < n; ++c) plan.columns.push_back(FromProfile("c" + std::to_string(c), SomeProfile()));
  const bool nested = Below(2) == 0;
  for (uint64_t c = 0, n = nested ? 1 + Below(3) : 0; c < n; ++c)
    plan.columns.push_back(SomeNested("n" + std::to_string(c), 1 + static_cast<int>(Below(4))));
  plan.rows = kRows[Below(6)];
  // A small share makes more row groups, a small size several files.
  if (Below(3) == 0) plan.share = {160 << 10, 4};
  if (Below(3) == 0) plan.file_bytes = 50 << 10;
  if (Below(3) == 0) plan.partitions = 1 + static_cast<int32_t>(Below(4));
  return plan;
}

Status WriteAll(const std::string& folder, uint64_t tables) {
  for (uint64_t i = 0; i < tables; ++i)
    if (Status status = WriteTable(folder, RandomTable(i)); !status.ok()) return status;
  for (const Plan& plan : NamedTables())
    if (Status status = WriteTable(folder, plan); !status.ok()) return status;
  return {};
}

}  // namespace
}  // namespace weir::parquet

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_random_tables FOLDER SEED TABLES\n");
    return 2;
  }
  weir::parquet::SeedRandom(std::strtoull(argv[2], nullptr, 10));
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  const weir::Status status = weir::parquet::WriteAll(folder, std::strtoull(argv[3], nullptr, 10));
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  return 1;
}
