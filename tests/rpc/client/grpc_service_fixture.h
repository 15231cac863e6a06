// A Service of the server with faults, which has one run.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "rpc/schema/json_writer.h"
#include "tests/rpc/client/client_of.h"
#include "tests/rpc/client/fault_server.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::rpc {

using Kind = CallError::Kind;

inline constexpr char kGetHistory[] = "GetWorkflowExecutionHistory";
inline constexpr char kList[] = "ListWorkflowExecutions";

inline const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

inline double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

class GrpcServiceTest : public ::testing::Test {
 protected:
  GrpcServiceTest() : server_(TheSchema()) {
    server_.AddRun(MakeServedRun(TheSchema(), sample_));
    service_ = Open(ConfigOf(server_), TheSchema());
    EXPECT_TRUE(service_->GetSystemInfo().has_value());
  }

  HistoryRequest TheRun() const {
    return {{sample_.workflow_id, sample_.run_id}};
  }

  // All pages, one after the other, as one history.
  CallResult<std::unique_ptr<Message>> AllPages(HistoryRequest request) {
    auto whole = TheSchema().New(kHistoryMessage);
    do {
      auto page = service_->GetHistory(request);
      if (!page) return tl::unexpected(page.error());
      whole->MergeFrom(*page->history);
      request.page_token = page->next_page_token;
    } while (!request.page_token.empty());
    return whole;
  }

  std::string Expected() const {
    return HistoryToJson(*MakeHistory(TheSchema(), sample_));
  }

  SampleRun sample_;
  FaultServer server_;
  std::unique_ptr<Service> service_;
};

}  // namespace lockstep::rpc
