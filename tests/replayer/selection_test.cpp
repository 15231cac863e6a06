#include "replayer/selection.h"

#include <gtest/gtest.h>

namespace lockstep::replay {
namespace {

history::History HistoryOf(const std::string& type, const std::string& id) {
  history::History history;
  history.workflow_id = id;
  history.workflow_id_known = !id.empty();
  history::Event started;
  history::WorkflowStarted attributes;
  attributes.workflow_type = type;
  started.attributes = attributes;
  history.events = {started};
  return history;
}

TEST(Selection, TakesEverythingByDefault) {
  EXPECT_TRUE(Selects({}, HistoryOf("A", "1")));
  EXPECT_TRUE(Selects({}, {}));
}

TEST(Selection, TakesAnyOfTheTypes) {
  const Selection selection{{"A", "B"}, ""};

  EXPECT_TRUE(Selects(selection, HistoryOf("B", "1")));
  EXPECT_FALSE(Selects(selection, HistoryOf("C", "1")));
}

TEST(Selection, TakesTheWorkflowIdAndHistoriesThatNameNone) {
  const Selection selection{{}, "order-1"};

  EXPECT_TRUE(Selects(selection, HistoryOf("A", "order-1")));
  EXPECT_FALSE(Selects(selection, HistoryOf("A", "order-2")));
  EXPECT_TRUE(Selects(selection, HistoryOf("A", "")));
}

TEST(Selection, NeedsTypeAndIdBoth) {
  const Selection selection{{"A"}, "order-1"};

  EXPECT_FALSE(Selects(selection, HistoryOf("B", "order-1")));
  EXPECT_FALSE(Selects(selection, HistoryOf("A", "order-2")));
}

}  // namespace
}  // namespace lockstep::replay
