// Cost and Usage Reports.
#include "cur.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "types = 'string'",
                                             "keep = ['other', 'identity_line_item_id', 'line_item_unblended_cost']"};
  static constexpr const char* kHeads[] = {"", "resourceTags/user:a,identity/LineItemId,b\n",
                                           "identity_line_item_id,line_item_unblended_cost,line_item_usage_start_date,x\n"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Cur>(), kOptions, kHeads, data, size);
}
