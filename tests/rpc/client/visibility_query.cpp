#include "tests/rpc/client/visibility_query.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <map>
#include <vector>

namespace lockstep::rpc {
namespace {

struct Token {
  enum class Kind { kWord, kText, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
};

std::vector<Token> Tokens(const std::string& query) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < query.size();) {
    const char c = query[i];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++i;
    } else if (c == '\'' || c == '"' || c == '`') {
      Token token{c == '`' ? Token::Kind::kWord : Token::Kind::kText, ""};
      for (++i; i < query.size() && query[i] != c; ++i) {
        if (query[i] == '\\' && i + 1 < query.size()) ++i;
        token.text += query[i];
      }
      ++i;
      tokens.push_back(token);
    } else if (std::string_view("=<>!(),").find(c) != std::string_view::npos) {
      std::string sign(1, c);
      if (i + 1 < query.size() && query[i + 1] == '=' && c != '(') sign += '=';
      i += sign.size();
      tokens.push_back({Token::Kind::kSign, sign});
    } else {
      Token token{Token::Kind::kWord, ""};
      while (i < query.size() &&
             std::string_view("=<>!(), \n\t").find(query[i]) ==
                 std::string_view::npos) {
        token.text += query[i++];
      }
      tokens.push_back(token);
    }
  }
  tokens.push_back({});
  return tokens;
}

bool IsTime(const std::string& key) {
  return key == "StartTime" || key == "CloseTime" || key == "ExecutionTime";
}

// All values of a search attribute; none: NULL. Those of users that a run
// lacks are known if their names begin with "Custom".
std::optional<std::vector<std::string>> Values(const ExecutionInfo& run,
                                               const std::string& key) {
  const auto number = [](int64_t value) {
    return value == 0 ? "" : std::to_string(value);
  };
  const std::map<std::string, std::vector<std::string>> known = {
      {"WorkflowId", {run.execution.workflow_id}},
      {"RunId", {run.execution.run_id}},
      {"WorkflowType", {run.workflow_type}},
      {"ExecutionStatus", {run.status}},
      {"TaskQueue", {run.task_queue}},
      {"StartTime", {number(run.start_time_ns)}},
      {"ExecutionTime", {number(run.start_time_ns)}},
      {"CloseTime", {number(run.close_time_ns)}},
      {"HistoryLength", {number(run.history_length)}},
      {"HistorySizeBytes", {number(run.history_size_bytes)}},
      {"ParentWorkflowId", {run.parent.workflow_id}},
      {"ParentRunId", {run.parent.run_id}},
      {"TemporalScheduledById", {run.scheduled_by}},
      {"TemporalWorkerDeploymentVersion", {run.deployment_version}},
      {"TemporalReportedProblems", {}},
      {"TemporalChangeVersion", run.change_versions},
      {"BuildIds", run.build_ids},
  };
  std::vector<std::string> values;
  if (const auto found = known.find(key); found != known.end()) {
    values = found->second;
  } else if (const auto own = run.search_attributes.find(key);
             own != run.search_attributes.end()) {
    values = own->second;
  } else if (!key.starts_with("Custom")) {
    return std::nullopt;
  }
  std::erase(values, "");
  return values;
}

// Numbers and times by size, texts byte by byte.
int Compare(const std::string& a, const std::string& b) {
  const auto is_number = [](const std::string& text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
  };
  if (is_number(a) && is_number(b)) {
    const int64_t x = std::stoll(a), y = std::stoll(b);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return a.compare(b);
}

class Parser {
 public:
  Parser(const ExecutionInfo& run, const std::string& query)
      : run_(run), tokens_(Tokens(query)) {}

  std::optional<bool> Parse() {
    if (tokens_.size() == 1) return true;
    const bool value = Either();
    if (Next().kind != Token::Kind::kEnd) broken_ = true;
    if (broken_) return std::nullopt;
    return value;
  }

 private:
  const Token& Next() const { return tokens_[at_]; }
  Token Take() {
    return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_.back();
  }
  bool Word(std::string_view wanted) {
    std::string upper = Next().text;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    if (Next().kind != Token::Kind::kWord || upper != wanted) return false;
    Take();
    return true;
  }
  bool Sign(std::string_view wanted) {
    if (Next().kind != Token::Kind::kSign || Next().text != wanted) {
      return false;
    }
    Take();
    return true;
  }

  bool Either() {
    bool value = Both();
    while (Word("OR")) value = Both() || value;
    return value;
  }

  bool Both() {
    bool value = One();
    while (Word("AND")) value = One() && value;
    return value;
  }

  bool One() {
    if (Sign("(")) {
      const bool value = Either();
      if (!Sign(")")) broken_ = true;
      return value;
    }
    if (Word("NOT")) return !One();
    return Comparison();
  }

  std::string Value(const std::string& key) {
    const Token token = Take();
    if (token.kind == Token::Kind::kEnd || token.kind == Token::Kind::kSign) {
      broken_ = true;
    }
    if (!IsTime(key)) return token.text;
    const int64_t time = ParseUtc(token.text);
    if (time == 0) broken_ = true;
    return std::to_string(time);
  }

  bool Comparison() {
    const std::string key = Take().text;
    const auto values = Values(run_, key);
    if (!values) {
      broken_ = true;
      return false;
    }
    const auto any = [&](const auto& test) {
      return std::any_of(values->begin(), values->end(), test);
    };
    if (Word("IS")) {
      const bool negated = Word("NOT");
      if (!Word("NULL")) broken_ = true;
      return values->empty() != negated;
    }
    const bool outside = Word("NOT");
    if (Word("IN")) {
      std::vector<std::string> wanted;
      if (!Sign("(")) broken_ = true;
      do wanted.push_back(Value(key));
      while (Sign(",") && !broken_);
      if (!Sign(")")) broken_ = true;
      return outside != any([&](const std::string& value) {
               return std::find(wanted.begin(), wanted.end(), value) !=
                      wanted.end();
             });
    }
    if (outside) broken_ = true;
    if (Word("BETWEEN")) {
      const std::string low = Value(key);
      if (!Word("AND")) broken_ = true;
      const std::string high = Value(key);
      return any([&](const std::string& value) {
        return Compare(value, low) >= 0 && Compare(value, high) <= 0;
      });
    }
    if (Word("STARTS_WITH")) {
      const std::string start = Value(key);
      return any(
          [&](const std::string& value) { return value.starts_with(start); });
    }
    const Token sign = Take();
    if (sign.kind != Token::Kind::kSign) broken_ = true;
    const std::string wanted = Value(key);
    if (sign.text == "!=") {
      return !any([&](const std::string& value) {
        return Compare(value, wanted) == 0;
      });
    }
    return any([&](const std::string& value) {
      const int order = Compare(value, wanted);
      if (sign.text == "=") return order == 0;
      if (sign.text == "<") return order < 0;
      if (sign.text == "<=") return order <= 0;
      if (sign.text == ">") return order > 0;
      if (sign.text == ">=") return order >= 0;
      broken_ = true;
      return false;
    });
  }

  const ExecutionInfo& run_;
  const std::vector<Token> tokens_;
  size_t at_ = 0;
  bool broken_ = false;
};

}  // namespace

std::optional<bool> Matches(const ExecutionInfo& run,
                            const std::string& query) {
  return Parser(run, query).Parse();
}

int64_t ParseUtc(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  double second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%lf%n", &year, &month,
                  &day, &hour, &minute, &second, &used) != 6 ||
      text.substr(static_cast<size_t>(used)) != "Z") {
    return 0;
  }
  const std::chrono::sys_days date(
      std::chrono::year(year) /
      std::chrono::month(static_cast<unsigned>(month)) /
      std::chrono::day(static_cast<unsigned>(day)));
  const int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch())
          .count() +
      hour * 3600 + minute * 60;
  return seconds * 1'000'000'000 + static_cast<int64_t>(second * 1e9);
}

}  // namespace lockstep::rpc
