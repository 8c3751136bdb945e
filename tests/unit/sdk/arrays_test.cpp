#include <gtest/gtest.h>

#include "weir/array.hpp"
#include "weir/builders.hpp"

namespace weir {
namespace {

// A column that is watched: the pointer is gone when it has been released.
ArrowArray Watched(std::weak_ptr<const void>& alive) {
  auto memory = std::make_shared<int>(0);
  alive = memory;
  Buffer values = Buffer::Allocate(8);
  values.mutable_data<int64_t>()[0] = 42;
  return MakeArray(1, 0, {Buffer{}, std::move(values)}, {}, {}, {memory});
}

TEST(Array, ReleasesOnce) {
  std::weak_ptr<const void> alive;
  {
    Array array(Watched(alive));
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

TEST(Array, TakesTheStructOverThatItIsMadeOf) {
  std::weak_ptr<const void> alive;
  ArrowArray from = Watched(alive);
  Array array(&from);
  EXPECT_EQ(nullptr, from.release);
  array.reset();
  EXPECT_TRUE(alive.expired());
  array.reset();
}

TEST(Array, IsEmptyOnceItIsTaken) {
  std::weak_ptr<const void> alive;
  Array array(Watched(alive));
  ArrowArray taken = array.Take();
  EXPECT_TRUE(array.empty());
  EXPECT_FALSE(alive.expired());
  taken.release(&taken);
  EXPECT_TRUE(alive.expired());
}

TEST(Array, MovesItsMemoryToTheOther) {
  std::weak_ptr<const void> alive;
  Array first(Watched(alive)), second;
  second = std::move(first);
  EXPECT_EQ(1, second.rows());
  second = Array();
  EXPECT_TRUE(alive.expired());
}

TEST(Array, AColumnTakenOutOutlivesTheRest) {
  std::weak_ptr<const void> one, two;
  Array batch(MakeBatch(1, {Watched(one), Watched(two)}));
  Array column(batch.TakeColumn(1));
  batch.reset();
  EXPECT_TRUE(one.expired());
  EXPECT_FALSE(two.expired());
  EXPECT_EQ(42, Values<int64_t>(*column.get())[0]);
  column.reset();
  EXPECT_TRUE(two.expired());
}

TEST(Array, AColumnTakenOutMayGoFirst) {
  std::weak_ptr<const void> one, two;
  Array batch(MakeBatch(1, {Watched(one), Watched(two)}));
  Array(batch.TakeColumn(0)).reset();
  EXPECT_TRUE(one.expired());
  EXPECT_FALSE(two.expired());
}

TEST(Array, ReleasesItsDictionaryWithIt) {
  std::weak_ptr<const void> alive;
  Array(MakeArray(0, 0, {Buffer{}, Buffer{}}, {}, Watched(alive))).reset();
  EXPECT_TRUE(alive.expired());
}

TEST(Buffer, HasBytesToReadBehindItsEnd) {
  Buffer buffer = Buffer::Allocate(10);
  std::memset(buffer.mutable_data<char>(), 0, buffer.bytes + 64);
  EXPECT_EQ(10u, buffer.bytes);
}

}  // namespace
}  // namespace weir
