// What to do about a file or folder that can't be read.
#pragma once

#include "weir/status.hpp"

namespace weir::files {

enum class OnError {
  Continue,  // it is reported, the run goes on without it
  Fail,      // the run ends
};

// What store/readable.hpp says of one thing, as a verdict on the run: SPLIT, or what ends the run when that is asked for.  A want of
// descriptors, memory or an answer is never the file's fault, and without a bucket there is nothing to go on with.
Status Judge(Status status, OnError on_error);

}  // namespace weir::files
