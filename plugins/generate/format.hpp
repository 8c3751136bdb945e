// A kind of log: which objects there are, what they are called, and how their lines are filled.  A new kind is a class of its own, a
// word in FormatName and a case in MakeFormat.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir::generate {

// The lines of one object.  [io]
class Lines {
 public:
  virtual ~Lines() = default;
  // Appends line `number`, without its end.  It depends on the object, the number and `before`, the bytes of all lines before it,
  // and on nothing else.
  virtual void Append(uint64_t number, uint64_t before, std::string& out) = 0;
};

// Shared by all readers, and never changes.  [any]
class Format {
 public:
  virtual ~Format() = default;
  // The columns beside `line`: what a path needs to name the objects as they are delivered.
  virtual std::vector<std::string> columns() const = 0;
  // Their values for this object, one a column.
  virtual std::vector<std::string> NamesOf(uint64_t object) const = 0;
  // Its lines, of which there will be about `bytes`.  The format outlives them.
  virtual std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const = 0;
};

enum class FormatName { Alb, Elb, S3Access, VpcFlow, CloudFront, CloudTrail };
inline constexpr const char* kFormatNames =
    "alb|elb|s3_access|vpc_flow|cloudfront|cloudtrail";  // in the order of the enum, with "|" between

std::unique_ptr<Format> MakeFormat(FormatName name, uint64_t seed);

}  // namespace weir::generate
