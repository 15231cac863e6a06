#include "linter/collect/driver/collect_all.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <thread>

#include "base/check.h"
#include "clang/Basic/Version.h"
#include "linter/collect/driver/build_flags.h"
#include "linter/collect/driver/include_scan.h"
#include "linter/collect/driver/parse_unit.h"
#include "linter/collect/driver/umbrella.h"
#include "linter/collect/driver/work_pool.h"
#include "linter/facts/cache.h"
#include "linter/facts/hash.h"
#include "llvm/Support/CrashRecoveryContext.h"

namespace lockstep::lint {
namespace {

// An umbrella takes as long as two units without one.
constexpr size_t kUnitsForAnUmbrella = 4;

int64_t FileClockNow() {
  timespec now{};
  // The clock that files are dated by.
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

struct Job {
  const UnitCommand* command = nullptr;
  ClangCommand clang;
  uint64_t key = 0;
  UnitRecord record;
  std::vector<std::string> inputs;
  RecordBytes bytes;
  std::string failure;
  bool cached = false;
  bool umbrella = false;
  const Umbrella* given = nullptr;
};

uint64_t ToolHash(const RuleBook& book, const CollectOptions& options) {
  HashSum sum;
  sum.Add(book.hash).Add(options.version).Add(clang::getClangFullVersion());
  return sum.Value();
}

uint64_t KeyOf(const Job& job, uint64_t tool) {
  HashSum sum;
  sum.Add(tool).Add(job.clang.directory).Add(job.clang.file);
  for (const std::string& argument : job.clang.arguments) sum.Add(argument);
  sum.Add("recorded");  // BuildFlagEffects looks at these
  for (const Effect& effect :
       BuildFlagEffects(job.command->arguments, job.clang.file)) {
    sum.Add(effect.symbol);
  }
  return sum.Value();
}

std::string RemedyOf(const FirstError& error, const ClangCommand& command) {
  if (error.missing_header && command.microsoft) {
    return "name the folder where cl.exe finds it with --extra-arg=/imsvcDIR";
  }
  if (error.missing_header) {
    return "give its folder with -I, build what generates it, or make the "
           "compile database anew";
  }
  if (error.file.empty()) {  // of the command line
    return "change the command in the compile database, or add to it with "
           "--extra-arg";
  }
  return "does it compile, and is the compile database of this checkout?";
}

std::string FailureText(const FirstError& error, const ClangCommand& command,
                        bool complete) {
  return fmt::format("{}; {}{}", error.Text(), RemedyOf(error, command),
                     complete ? " (the rest of the unit was analysed)" : "");
}

class Collection {
 public:
  Collection(const std::vector<UnitCommand>& commands, const RuleBook& book,
             const CollectOptions& options)
      : book_(book),
        options_(options),
        tool_(ToolHash(book, options)),
        started_(FileClockNow()),
        threads_(options.jobs != 0 ? options.jobs
                                   : std::thread::hardware_concurrency()) {
    std::map<std::string, const UnitCommand*> by_file;
    for (const UnitCommand& command : commands) {
      by_file.try_emplace(command.file, &command);
    }
    const std::string resources = ResourceFolder();
    for (const auto& [file, command] : by_file) {
      Job job;
      job.command = command;
      job.clang = ForClang(*command, resources);
      job.key = KeyOf(job, tool_);
      jobs_.push_back(std::move(job));
    }
    if (resources.empty() && !jobs_.empty()) {
      result_.remarks.push_back(
          "Clang's own headers were not found: install libclang-common-19-dev");
    }
    if (!options.cache_directory.empty()) {
      cache_ = std::make_unique<FactsCache>(options.cache_directory);
    }
  }

  CollectResult Run() {
    LookUp();
    std::vector<Job*> open;
    for (Job& job : jobs_) {
      if (!job.cached && !job.command->only_cached) open.push_back(&job);
    }
    if (!open.empty()) {
      if (options_.umbrella) PrepareUmbrellas(open);
      RunJobs(open.size(), threads_, [&](size_t i) { Parse(*open[i]); });
      Keep(open);
    }
    PutUnits();
    if (cache_ != nullptr && !cache_->remark().empty()) {
      result_.remarks.push_back(cache_->remark());
    }
    return std::move(result_);
  }

 private:
  void LookUp();
  void PrepareUmbrellas(const std::vector<Job*>& open);
  std::unique_ptr<Umbrella> UmbrellaFor(const std::vector<Job*>& open,
                                        UmbrellaFolder& folder);
  void Parse(Job& job);
  void Keep(const std::vector<Job*>& parsed);
  void PutUnits();

  const RuleBook& book_;
  const CollectOptions& options_;
  uint64_t tool_;
  int64_t started_;
  unsigned threads_;
  std::vector<Job> jobs_;  // by file
  FileStates files_;
  IncludeScan scan_;
  std::unique_ptr<FactsCache> cache_;
  RecordBytes records_;
  std::unique_ptr<UmbrellaFolder> folder_;
  std::vector<std::unique_ptr<Umbrella>> umbrellas_;
  CollectResult result_;
};

void Collection::LookUp() {
  if (cache_ == nullptr) return;
  std::vector<uint64_t> keys;
  for (const Job& job : jobs_) keys.push_back(job.key);
  CachedUnits found = cache_->Find(keys, files_);
  for (size_t i = 0; i < jobs_.size(); ++i) {
    if (!found.units[i]) continue;
    jobs_[i].record = *std::move(found.units[i]);
    jobs_[i].cached = true;
    ++result_.cached;
  }
  records_ = std::move(found.records);
}

std::unique_ptr<Umbrella> Collection::UmbrellaFor(const std::vector<Job*>& open,
                                                  UmbrellaFolder& folder) {
  const std::vector<std::string>& arguments = open[0]->clang.umbrella;
  if (open.size() < kUnitsForAnUmbrella) {
    return folder.Find(arguments, {}, files_);
  }
  std::vector<const ClangCommand*> units;
  for (const Job& job : jobs_) {
    if (job.clang.umbrella == arguments) units.push_back(&job.clang);
  }
  const auto headers = StandardHeaders(scan_.SystemHeaders(units));
  if (headers.empty()) return nullptr;
  auto umbrella = folder.Find(arguments, headers, files_);
  return umbrella ? std::move(umbrella)
                  : folder.Make(arguments, headers, files_);
}

void Collection::PrepareUmbrellas(const std::vector<Job*>& open) {
  std::map<std::vector<std::string>, std::vector<Job*>> groups;
  for (Job* job : open) {
    if (!job->clang.umbrella.empty())
      groups[job->clang.umbrella].push_back(job);
  }
  folder_ = std::make_unique<UmbrellaFolder>(options_.cache_directory, tool_);
  for (const auto& [arguments, jobs] : groups) {
    umbrellas_.push_back(UmbrellaFor(jobs, *folder_));
    for (Job* job : jobs) job->given = umbrellas_.back().get();
  }
}

void Collection::Parse(Job& job) {
  ParsedUnit parsed = ParseUnit(job.clang, book_, job.given);
  auto flags = BuildFlagEffects(job.command->arguments, job.clang.file);
  parsed.unit.effects.insert(parsed.unit.effects.end(), flags.begin(),
                             flags.end());
  if (parsed.error) {
    job.failure = FailureText(*parsed.error, job.clang, parsed.complete);
  } else if (!parsed.complete) {
    job.failure = "Clang did not come to its end; report this, please";
  }
  job.umbrella = parsed.umbrella;
  job.inputs = std::move(parsed.inputs);
  job.record = TakeApart(std::move(parsed.unit), job.bytes);
}

void Collection::Keep(const std::vector<Job*>& parsed) {
  std::vector<FreshUnit> fresh;
  for (Job* job : parsed) {
    records_.merge(job->bytes);
    if (job->umbrella) ++result_.with_umbrella;
    if (!job->failure.empty()) {
      result_.failures.push_back({job->clang.file, job->failure});
    } else if (cache_ != nullptr) {
      fresh.push_back({job->key, job->record, std::move(job->inputs)});
    }
  }
  if (cache_ != nullptr) cache_->Store(fresh, records_, files_, started_);
}

void Collection::PutUnits() {
  result_.left_out = static_cast<uint32_t>(std::erase_if(
      jobs_, [](const Job& j) { return !j.cached && j.command->only_cached; }));
  std::vector<std::vector<UnitRecord>> programs(options_.apart ? jobs_.size()
                                                               : 1);
  for (size_t i = 0; i < jobs_.size(); ++i) {
    programs[options_.apart ? i : 0].push_back(std::move(jobs_[i].record));
  }
  for (const auto& program : programs) {
    auto units = PutTogether(program, records_);
    LOCKSTEP_CHECK(units.has_value(),
                   "records were just made, or checked when they were loaded");
    std::move(units->begin(), units->end(), std::back_inserter(result_.units));
  }
}

}  // namespace

CollectResult CollectAll(const std::vector<UnitCommand>& commands,
                         const RuleBook& book, const CollectOptions& options) {
  llvm::CrashRecoveryContext::Enable();
  CollectResult result = Collection(commands, book, options).Run();
  llvm::CrashRecoveryContext::Disable();
  return result;
}

}  // namespace lockstep::lint
