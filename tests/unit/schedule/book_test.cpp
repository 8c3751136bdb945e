#include "schedule/book.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "../store/temp_folder.hpp"

namespace weir::schedule {
namespace {

struct Written {
  TempFolder folder;
  std::unique_ptr<Book> book = Again();

  std::unique_ptr<Book> Again() const {
    auto opened = Book::Open(folder.path());
    EXPECT_TRUE(opened.ok()) << opened.status().message();
    return std::move(*opened);
  }
  Occurrence Enter(int64_t due_ns, Outcome status = Outcome::Waiting) const {
    Occurrence occurrence{.due_ns = due_ns, .status = status};
    EXPECT_TRUE(book->Enter(occurrence, {.timetable = "t", .last_due_ns = due_ns}).ok());
    return occurrence;
  }
  void End(Occurrence occurrence, Outcome status) const {
    occurrence.status = status;
    EXPECT_TRUE(book->Update(occurrence).ok());
  }
};

TEST(Book, IsNotThereAtFirst) {
  const TempFolder folder;
  EXPECT_FALSE(Book::IsIn(folder.path()));
  const Written written;
  EXPECT_TRUE(Book::IsIn(written.folder.path()));
  EXPECT_FALSE(*written.book->ReadProgress());
}

TEST(Book, KeepsAnOccurrenceAsItIs) {
  const Written written;
  Occurrence put = written.Enter(17);
  put.status = Outcome::Failed;
  put.covers = 3;
  put.attempts = 2;
  put.tries = 1;
  put.not_before_ns = 18;
  put.started_ns = 19;
  put.ended_ns = 20;
  put.exit = 4;
  put.process = "12 34 x";
  put.note = "it's so";
  ASSERT_TRUE(written.book->Update(put).ok());
  const Occurrence got = **written.Again()->Find(put.id);
  EXPECT_EQ(got.due_ns, 17);
  EXPECT_EQ(got.covers, 3);
  EXPECT_EQ(got.status, Outcome::Failed);
  EXPECT_EQ(got.attempts, 2);
  EXPECT_EQ(got.tries, 1);
  EXPECT_EQ(got.not_before_ns, 18);
  EXPECT_EQ(got.started_ns, 19);
  EXPECT_EQ(got.ended_ns, 20);
  EXPECT_EQ(got.exit, 4);
  EXPECT_EQ(got.process, "12 34 x");
  EXPECT_EQ(got.note, "it's so");
}

TEST(Book, MovesTheProgressWithWhatIsEntered) {
  const Written written;
  Occurrence occurrence{.due_ns = 5};
  ASSERT_TRUE(written.book->Enter(occurrence, {"every", 1, 5, 4, 3}).ok());
  const Progress progress = **written.Again()->ReadProgress();
  EXPECT_EQ(progress.timetable, "every");
  EXPECT_EQ(progress.activated_ns, 1);
  EXPECT_EQ(progress.last_due_ns, 5);
  EXPECT_EQ(progress.passed, 4);
  EXPECT_EQ(progress.heard, 3);
}

TEST(Book, KnowsWhatIsUnderWay) {
  const Written written;
  const Occurrence first = written.Enter(1), second = written.Enter(2, Outcome::Running);
  written.Enter(3, Outcome::Skipped);
  EXPECT_EQ(written.book->UnderWay()->size(), 2u);
  written.End(first, Outcome::Finished);
  ASSERT_EQ(written.book->UnderWay()->size(), 1u);
  EXPECT_EQ(written.book->UnderWay()->front().id, second.id);
}

TEST(Book, NumbersEndsInTheirOrder) {
  const Written written;
  const Occurrence first = written.Enter(1), second = written.Enter(2);
  written.Enter(3, Outcome::Skipped);
  written.End(second, Outcome::Finished);
  written.End(first, Outcome::Failed);
  const auto ends = *written.book->EndsAfter(0);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].occurrence.id, second.id);
  EXPECT_EQ(ends[1].occurrence.id, first.id);
  EXPECT_EQ(*written.book->LastEnd(), ends[1].number);
  EXPECT_EQ(written.book->EndsAfter(ends[0].number)->size(), 1u);
}

TEST(Book, TakesAnEndBackWhenItIsAskedForAgain) {
  const Written written;
  Occurrence occurrence = written.Enter(1);
  EXPECT_FALSE(*written.book->AskAgain(occurrence.id)) << "it is under way";
  EXPECT_FALSE(*written.book->AskAgain(99));
  occurrence.tries = 3;
  written.End(occurrence, Outcome::Failed);
  EXPECT_TRUE(*written.book->AskAgain(occurrence.id));
  EXPECT_TRUE(written.book->EndsAfter(0)->empty());
  EXPECT_EQ((*written.book->Find(occurrence.id))->status, Outcome::Waiting);
  EXPECT_EQ((*written.book->Find(occurrence.id))->tries, 0);
  written.End(occurrence, Outcome::Finished);
  EXPECT_EQ(written.book->EndsAfter(0)->front().number, 2) << "a second end";
}

TEST(Book, FindsTheNewest) {
  const Written written;
  written.Enter(1);
  const Occurrence second = written.Enter(1);
  written.Enter(2, Outcome::Skipped);
  EXPECT_EQ((*written.book->FindDue(1))->id, second.id);
  EXPECT_EQ((*written.book->Newest())->id, second.id);
}

TEST(Book, KeepsAThousand) {
  const Written written;
  for (int64_t i = 1; i <= 1003; ++i) written.Enter(i, i == 2 ? Outcome::Running : Outcome::Finished);
  const auto kept = *written.book->All();
  ASSERT_EQ(kept.size(), 1001u);
  EXPECT_EQ(kept.front().id, 2) << "it is under way";
}

TEST(Book, OwesLogsUntilTheyAreCopied) {
  const Written written;
  ASSERT_TRUE(written.book->OweLog({1, 1}).ok());
  ASSERT_TRUE(written.book->OweLog({1, 2}).ok());
  ASSERT_TRUE(written.book->OweLog({1, 2}).ok());
  ASSERT_TRUE(written.book->LogIsCopied({1, 1}).ok());
  EXPECT_EQ(*written.Again()->OwedLogs(), (std::vector<LogName>{{1, 2}}));
}

}  // namespace
}  // namespace weir::schedule
