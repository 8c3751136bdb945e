#include "store/s3/list_page.hpp"

#include <gtest/gtest.h>

#include "store/s3/object.hpp"

namespace weir::store::s3 {
namespace {

std::string Listing(const std::string& inside) {
  return R"(<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)" + inside +
         "</ListBucketResult>";
}

TEST(ListPage, HoldsObjectsAndPrefixes) {
  const auto page =
      ParseListPage(Listing("<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                            "<Contents><Key>a/b+c%2Bd%0A%25.gz</Key><ETag>&quot;0123-2&quot;</ETag><Size>42</Size></Contents>"
                            "<CommonPrefixes><Prefix>a/d%20e/</Prefix></CommonPrefixes>"));
  ASSERT_TRUE(page.ok()) << page.status().message();
  ASSERT_EQ(1u, page->objects.size());
  EXPECT_EQ("a/b c+d\n%.gz", page->objects[0].key);
  EXPECT_EQ("0123-2", page->objects[0].etag);
  EXPECT_EQ(42u, page->objects[0].bytes);
  EXPECT_EQ(std::vector<std::string>{"a/d e/"}, page->prefixes);
  EXPECT_EQ("", page->next);
}

// A server that does not know encoding-type gives names as they are.
TEST(ListPage, DecodesOnlyWhatIsEncoded) {
  const auto page = ParseListPage(Listing("<Contents><Key> a+b%20</Key><Size>0</Size></Contents>"));
  ASSERT_TRUE(page.ok()) << page.status().message();
  EXPECT_EQ(" a+b%20", page->objects.at(0).key);
}

TEST(ListPage, GoesOn) {
  EXPECT_EQ("t+%2B", ParseListPage(Listing("<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
                                           "<NextContinuationToken>t+%2B</NextContinuationToken>"))
                         ->next);
  EXPECT_FALSE(ParseListPage(Listing("<IsTruncated>true</IsTruncated>")).ok());
}

TEST(ListPage, RefusesWhatIsNone) {
  for (const std::string& xml : {std::string(), std::string("<html>busy</html>"), std::string("{\"a\":1}"),
                                 Listing("<Contents><Key>a</Key></Contents>"), Listing("<Contents><Size>1</Size></Contents>"),
                                 Listing("<Contents><Key>a</Key><Size>-1</Size></Contents>"), Listing("").substr(0, 90)})
    EXPECT_EQ(WEIR_E_FATAL, ParseListPage(xml).status().code()) << xml;
}

TEST(UploadPage, HoldsUploads) {
  const auto page = ParseUploadPage(
      "<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>t/a+b</NextKeyMarker>"
      "<NextUploadIdMarker>id2</NextUploadIdMarker><Upload><Key>t/a+b</Key><UploadId>id+2</UploadId></Upload></ListMultipartUploadsResult>");
  ASSERT_TRUE(page.ok()) << page.status().message();
  EXPECT_EQ("t/a b", page->uploads.at(0).key);
  EXPECT_EQ("id+2", page->uploads.at(0).id);
  EXPECT_EQ("t/a b", page->next_key);
  EXPECT_EQ("id2", page->next_id);
}

TEST(ContentRange, IsRead) {
  const auto range = ParseContentRange("bytes 5-9/100");
  ASSERT_TRUE(range.ok());
  EXPECT_EQ(5u, range->first);
  EXPECT_EQ(10u, range->end);
  EXPECT_EQ(100u, range->size);
  EXPECT_EQ(100u, ParseContentRange("bytes */100")->size);
  for (const char* wrong : {"", "bytes", "bytes 5-4/10", "bytes 0-10/10", "bytes 0-9/*", "bytes 0-9/10 ", "bytes -1-9/10", "0-9/10",
                            "bytes 0-18446744073709551615/18446744073709551615"})
    EXPECT_FALSE(ParseContentRange(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace weir::store::s3
