// What is in a folder, or below a prefix of a bucket up to the next slash.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/context.hpp"
#include "weir/status.hpp"

namespace weir::store {

struct Entry {
  // In a bucket the same name may be there twice: the object `a`, and the folder `a` that only `a/b` makes.
  enum class Kind {
    Unknown,  // Look tells
    File,
    Folder,
    LinkToFolder,
    Other,  // a pipe, a device
  };
  std::string name;
  Kind kind = Kind::Unknown;
  std::string version;  // of a file: changes with its content.  Empty: Look tells
  uint64_t bytes = 0;
};

// Names that are of interest: all that begin with `prefix` and are not before `from` nor, unless it is empty, at or behind `until`.  A
// listing may return others too.
struct NameRange {
  std::string prefix, from, until;
};

class Listing {
 public:
  virtual ~Listing() = default;
  // The next entries in the order of their names; none: that was all.  Errors as in readable.hpp, SPLIT when the folder is not there; a
  // bucket has no folders that are not there, but empty ones.
  virtual Result<std::vector<Entry>> Next() = 0;
};

// `folder` is absolute or s3://bucket/prefix, without a slash at its end.  A listing of a bucket is under way when this returns, so
// several may be opened ahead.  [io]
Result<std::unique_ptr<Listing>> List(const std::string& folder, const NameRange& range, const Context& context);

// What stands at a path now, links followed: never Unknown.  In a bucket only objects stand anywhere.  [io]
Result<Entry> Look(const std::string& path, const Context& context);

}  // namespace weir::store
