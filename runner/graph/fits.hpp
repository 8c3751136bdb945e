// Whether what a component gave over the plugin boundary is what it said it would be; if not, what is its bug.
//
// How large a fixed-size buffer is, and the text of a column with offsets, no array says: a plugin that lies about its length can't be
// caught here.
#pragma once

#include "weir/arrow.h"
#include "weir/status.hpp"

namespace weir::graph {

enum class Depth {
  Layout,  // lengths, offsets, which buffers there are: a few numbers a column
  Values,  // and every value that points somewhere: offsets, views, dictionary indices
};

// An array of the columns in `schema`.  Of columns whose type weir does not know, only the length is looked at.
Status Fits(const ArrowSchema& schema, const ArrowArray& array, Depth depth);

// The columns that bind gave for a port.
Status IsSchema(const ArrowSchema& schema);

}  // namespace weir::graph
