#include "store/place.hpp"

#include <gtest/gtest.h>

namespace weir::store {
namespace {

TEST(Place, HasOneSpelling) {
  EXPECT_EQ("/a/b", *Absolute("/a//./b/"));
  EXPECT_EQ("s3://lake", *Absolute("s3://lake"));
  EXPECT_EQ("s3://lake", *Absolute("s3://lake/"));
  EXPECT_EQ("s3://lake/a//b/.", *Absolute("s3://lake/a//b/.//"));  // other keys than a/b
}

TEST(Place, NeedsABucketThatCanBe) {
  for (const char* url : {"s3://", "s3:///a", "s3://ab", "s3://Upper/a", "s3://a..b/c", "s3://-ab/c", "s3://a_b_c/d", "s3://lake\n/a"})
    EXPECT_EQ(WEIR_E_CONFIG, Absolute(url).status().code()) << url;
  EXPECT_EQ("`Upper` in `s3://Upper/a` is not the name of a bucket: 3 to 63 lower-case letters, digits, `-` and `.`",
            Absolute("s3://Upper/a").status().message());
}

TEST(Place, IsTakenApart) {
  const auto place = ParseBucketKey("s3://my.lake-1/a//b c+d%/\xc3\xa9");
  ASSERT_TRUE(place.ok());
  EXPECT_EQ("my.lake-1", place->bucket);
  EXPECT_EQ("a//b c+d%/\xc3\xa9", place->key);
  EXPECT_EQ("s3://my.lake-1/a//b c+d%/\xc3\xa9", place->url());
  EXPECT_EQ("s3://lake", ParseBucketKey("s3://lake/")->url());
}

TEST(Place, LeavesRoom) {
  EXPECT_EQ(1024u, RoomBelow("s3://lake"));
  EXPECT_EQ(1022u, RoomBelow("s3://lake/a"));  // the key a/...
  EXPECT_EQ(0u, RoomBelow("s3://lake/" + std::string(2000, 'a')));
  EXPECT_EQ(4091u, RoomBelow("/ab"));
}

}  // namespace
}  // namespace weir::store
