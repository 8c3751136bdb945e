// Records that end at a newline outside of double quotes (CSV, RFC 4180).  A quote anywhere opens or closes, so a doubled one does nothing.
#pragma once

#include "frame/framing.hpp"

namespace weir::frame {

// A quote that is never closed takes everything behind it into its record.  When the record gets too long, or the content ends, it is
// rejected, and the next one begins behind a newline, whatever the quotes say: a stray quote is likelier than such a field.
class QuotedLines final : public Framing {
 public:
  Found Cut(const Look& look) const override;
};

}  // namespace weir::frame
