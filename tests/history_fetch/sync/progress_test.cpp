#include "history_fetch/sync/progress.h"

#include <gmock/gmock.h>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

class ProgressTest : public testing::Test {
 protected:
  void Use(Progress::Style style) {
    progress_ = std::make_unique<Progress>(Progress::Setting{
        .style = style,
        .write = [this](std::string_view text) { text_ += text; },
        .now_ms = [this] { return now_ms_; },
        .size = [this] { return size_; }});
  }

  void Finish(const std::string& stratum, int count,
              Ending ending = Ending::kNew) {
    for (int i = 0; i < count; ++i) progress_->OnDone(stratum, ending);
  }

  std::string text_;
  int64_t now_ms_ = 1000;
  TerminalSize size_;
  std::unique_ptr<Progress> progress_;
};

TEST_F(ProgressTest, PlainLinesSayWhatIsWanted) {
  Use(Progress::Style::kLines);

  progress_->Listing("Order");
  progress_->AddWanted("Order", 120);
  progress_->Selected("Order", 1234);
  Finish("Order", 120);
  progress_->Finish();

  EXPECT_EQ(text_, "Order: 1234 runs found, 120 wanted\n");
}

TEST_F(ProgressTest, ATerminalShowsThatThereIsNothingToFetch) {
  Use(Progress::Style::kTerminal);
  progress_->Listing("Order");
  text_.clear();

  progress_->Selected("Order", 0);

  EXPECT_EQ(text_, "\x1b[1A\r\x1b[JOrder: nothing to fetch\n");
}

TEST_F(ProgressTest, PlainLinesComeEveryTenSecondsOfALongOne) {
  Use(Progress::Style::kLines);
  progress_->AddWanted("Order", 300);
  progress_->Selected("Order", 300);
  text_.clear();

  Finish("Order", 1);
  now_ms_ += 9'999;
  Finish("Order", 98);
  EXPECT_EQ(text_, "");
  now_ms_ += 1;
  Finish("Order", 1, Ending::kFailed);

  EXPECT_EQ(text_, "Order: 100/300, 1 failed, 10.0/s, 0:20 left\n");
}

TEST_F(ProgressTest, ATerminalIsRedrawn) {
  Use(Progress::Style::kTerminal);
  progress_->Listing("Order");
  EXPECT_EQ(text_, "\r\x1b[JOrder: listing\n");
  progress_->AddWanted("Order", 200);
  progress_->Selected("Order", 300);
  Finish("Order", 1);
  text_.clear();

  now_ms_ += 50;
  Finish("Order", 1);
  EXPECT_EQ(text_, "");  // a moment later is soon enough
  now_ms_ += 50;
  Finish("Order", 1);

  EXPECT_EQ(text_, "\x1b[1A\r\x1b[JOrder: 3/200, 30.0/s, 0:06 left\n");
}

TEST_F(ProgressTest, LinesFitIntoTheTerminal) {
  Use(Progress::Style::kTerminal);
  size_ = {.columns = 12, .lines = 4};
  for (int i = 0; i < 9; ++i) {
    text_.clear();
    progress_->Listing("Order" + std::to_string(i));
  }

  EXPECT_EQ(text_, "\x1b[3A\r\x1b[JOrder6: ...\nOrder7: ...\nOrder8: ...\n");
}

TEST_F(ProgressTest, ATerminalShowsEachStratum) {
  Use(Progress::Style::kTerminal);
  progress_->AddWanted("Order", 2);
  progress_->Selected("Order", 2);
  progress_->AddWanted("Refund", 1);
  progress_->Selected("Refund", 1);
  Finish("Order", 2);
  text_.clear();

  progress_->Finish();

  EXPECT_THAT(text_, HasSubstr("\x1b[2A\r\x1b[JOrder: 2/2"));
  EXPECT_THAT(text_, HasSubstr("\nRefund: 0/1\n"));
}

TEST_F(ProgressTest, NamesCannotMoveTheCursor) {
  Use(Progress::Style::kLines);

  progress_->AddWanted("a\x1b[2J\nb", 1);
  progress_->Selected("a\x1b[2J\nb", 1);

  EXPECT_EQ(text_, "a\\x1b[2J\\x0ab: 1 runs found, 1 wanted\n");
}

TEST_F(ProgressTest, MoreMayBeWantedOnTheWay) {
  Use(Progress::Style::kTerminal);
  progress_->AddWanted("Order", 1);
  progress_->Selected("Order", 1);
  progress_->AddWanted("Order", 2);
  Finish("Order", 1);
  text_.clear();

  progress_->Finish();

  EXPECT_THAT(text_, HasSubstr("Order: 1/3"));
}

TEST_F(ProgressTest, NothingIsSaidIfNobodyListens) {
  Use(Progress::Style::kNone);

  progress_->AddWanted("Order", 1);
  progress_->Selected("Order", 1);
  Finish("Order", 1);
  progress_->Finish();

  EXPECT_EQ(text_, "");
}

}  // namespace
}  // namespace lockstep::fetch
