// What S3 answers: pages of objects and of uploads, ranges, and the receipts' etags come from there too.  Names that are read are the
// same when they are listed again.
#include <algorithm>

#include "input.hpp"
#include "store/s3/list_page.hpp"
#include "store/s3/object.hpp"

using namespace weir;

namespace {

// As encoding-type=url has it.
std::string Encoded(std::string_view name) {
  std::string encoded;
  for (const unsigned char c : name) encoded.append({'%', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]});
  return encoded;
}

void ListAgain(const store::s3::ListPage& page) {
  std::string xml = "<ListBucketResult><EncodingType>url</EncodingType>";
  for (const store::s3::ListedObject& object : page.objects)
    xml += "<Contents><Key>" + Encoded(object.key) + "</Key><Size>" + std::to_string(object.bytes) + "</Size></Contents>";
  for (const std::string& prefix : page.prefixes) xml += "<CommonPrefixes><Prefix>" + Encoded(prefix) + "</Prefix></CommonPrefixes>";
  const auto again = store::s3::ParseListPage(xml + "</ListBucketResult>");
  fuzz::Expect(again.ok() && again->next.empty(), "a page that is written is read");
  fuzz::Expect(again->prefixes == page.prefixes, "prefixes are the same when they are listed again");
  fuzz::Expect(std::ranges::equal(again->objects, page.objects, {}, &store::s3::ListedObject::key, &store::s3::ListedObject::key) &&
                   std::ranges::equal(again->objects, page.objects, {}, &store::s3::ListedObject::bytes, &store::s3::ListedObject::bytes),
               "objects are the same when they are listed again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto page = store::s3::ParseListPage(bytes); page.ok()) {
    for (const store::s3::ListedObject& object : page->objects) fuzz::Expect(!object.key.empty(), "an object has a key");
    ListAgain(*page);
  }
  (void)store::s3::ParseUploadPage(bytes);
  if (const auto range = store::s3::ParseContentRange(bytes); range.ok()) {
    fuzz::Expect(range->first <= range->end, "a range does not go backwards");
    fuzz::Expect(range->end <= range->size, "a range ends in its object");
  }
  return 0;
}
