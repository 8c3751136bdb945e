// A finished staged file and its receipt, as the tests of commit and sweep want it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "store/local/receipt.hpp"
#include "store/staged_file.hpp"
#include "temp_folder.hpp"

namespace weir::store {

inline std::string Stage(const std::string& root, std::string_view state_id, std::string_view path, std::string_view content) {
  auto file = StagedFile::Create(root, state_id, path);
  EXPECT_TRUE(file.ok()) << file.status().message();
  EXPECT_TRUE((*file)->Append(content).ok());
  const Status finished = (*file)->Finish();
  EXPECT_TRUE(finished.ok()) << finished.message();
  return (*file)->receipt();
}

inline std::string StagedPath(std::string_view receipt) { return local::Receipt::Parse(receipt)->staged_path(); }

}  // namespace weir::store
