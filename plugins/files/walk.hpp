// Finds the files that a pattern means.  Folder by folder, names in byte order, so that two runs find the same in the same order; a
// listing is held only for the folders on the way to where the walk is, and a few that come next.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "files/date.hpp"
#include "files/path_pattern.hpp"
#include "files/read_error.hpp"
#include "store/context.hpp"

namespace weir::files {

struct Object {
  std::string path;     // absolute; ends in '/' for a folder that could not be listed
  std::string version;  // empty when it could not be read
  uint64_t bytes = 0;
  Captured captured;
};

using FoundObject = std::function<Status(const Object&)>;

// Regular files only, links to them included.  Links to folders are followed where a part of the pattern names them, not under `**`,
// so no loop is possible.  FATAL or DENIED when the root can't be listed.  What can't be read below it is found too,
// so that opening it tells; with OnError::Fail it ends the walk.  Folders whose date lies outside of the window are not looked into.
Status Walk(const PathPattern& pattern, const DateWindow& window, OnError on_error, const store::Context& context,
            const FoundObject& found);

}  // namespace weir::files
