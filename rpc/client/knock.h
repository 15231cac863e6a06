// A plain connection, for looking at who answers.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::rpc {

// Connects when it is made, waits `step_s` at most for each step, and closes at
// the end.
class Knock {
 public:
  enum class Outcome { kOpen, kUnknownHost, kRefused, kReset, kNoAnswer };

  Knock(const std::string& host, int port, double step_s);
  ~Knock();
  Knock(const Knock&) = delete;
  Knock& operator=(const Knock&) = delete;

  Outcome outcome() const { return outcome_; }
  const std::string& detail() const { return detail_; }  // the system's words
  int socket() const { return socket_; }                 // negative: not open

  struct Heard {
    std::string text;     // what comes first
    bool closed = false;  // nothing does, since the other side hangs up
  };
  Heard Exchange(std::string_view text) const;

 private:
  Outcome outcome_ = Outcome::kNoAnswer;
  std::string detail_;
  int socket_ = -1;
};

}  // namespace lockstep::rpc
