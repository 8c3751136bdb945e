// What S3 answers: pages of objects and of uploads, ranges, and the receipts' etags come from there too.
#include "input.hpp"
#include "store/s3/list_page.hpp"
#include "store/s3/object.hpp"

using namespace weir;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto page = store::s3::ParseListPage(bytes); page.ok())
    for (const store::s3::ListedObject& object : page->objects) fuzz::Expect(!object.key.empty(), "an object has a key");
  (void)store::s3::ParseUploadPage(bytes);
  if (const auto range = store::s3::ParseContentRange(bytes); range.ok()) {
    fuzz::Expect(range->first <= range->end, "a range does not go backwards");
    fuzz::Expect(range->end <= range->size, "a range ends in its object");
  }
  return 0;
}
