#include "replayer/loading/workflow_build.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "replayer/loading/abi_text.h"
#include "replayer/loading/shared_library_file.h"

namespace lockstep::replay {
namespace {

// Without a slash dlopen would search the system's folders.
std::string AsPath(const std::string& path) {
  return path.find('/') == std::string::npos ? "./" + path : path;
}

bool AllFunctionsSet(const LsBuild& build) {
  return build.create != nullptr && build.activate != nullptr &&
         build.blocked != nullptr && build.destroy != nullptr &&
         build.run_activity != nullptr;
}

// Every type is there and has all fields that we read.
template <class T>
bool AllWhole(const T* const* types, size_t count, size_t needed) {
  return std::all_of(types, types + count, [needed](const T* type) {
    return type != nullptr && type->size >= needed;
  });
}

Result<void> CheckTypes(const LsBuild& build) {
  if (!AllWhole(build.workflows, build.workflow_count,
                sizeof(LsWorkflowType)) ||
      !AllWhole(build.activities, build.activity_count,
                sizeof(LsActivityType))) {
    return Fail(
        "leaves out a part of what it registers; rebuild it with the headers "
        "of lockstep " LOCKSTEP_VERSION);
  }
  return {};
}

// The text behind `marker`, up to a blank or a comma.
std::string WordAfter(const std::string& text, std::string_view marker) {
  const size_t begin = text.find(marker);
  if (begin == std::string::npos) return "";
  const size_t word = begin + marker.size();
  return text.substr(word, text.find_first_of(" ,\t", word) - word);
}

}  // namespace

void WorkflowBuild::CloseLibrary::operator()(void* library) const {
  dlclose(library);
}

Result<WorkflowBuild> WorkflowBuild::Load(const std::string& path,
                                          std::atomic<LoadStage>& stage) {
  if (const Result<void> file = CheckSharedLibraryFile(path); !file) {
    return tl::unexpected(file.error());
  }
  stage = LoadStage::kOpen;
  Library library(dlopen(AsPath(path).c_str(), RTLD_NOW | RTLD_LOCAL));
  if (library == nullptr) return Fail(ExplainLoadError(path, dlerror()));
  const auto entry =
      reinterpret_cast<LsBuildFunction>(dlsym(library.get(), LS_BUILD_SYMBOL));
  if (entry == nullptr) {
    return Fail(path +
                ": is a shared library but no workflow build: it does "
                "not export " LS_BUILD_SYMBOL
                "; write LOCKSTEP_BUILD in one of its sources");
  }
  stage = LoadStage::kCall;
  const LsBuild* const build = entry();
  stage = LoadStage::kRead;
  if (const Result<void> usable = CheckBuild(build); !usable) {
    return Fail(path + ": " + usable.error().message);
  }
  return WorkflowBuild(std::move(library), build);
}

Result<void> CheckBuild(const LsBuild* build) {
  if (build == nullptr) {
    return Fail(LS_BUILD_SYMBOL
                "() returned nothing; let LOCKSTEP_BUILD define it");
  }
  if (build->abi != LS_ABI) {
    return Fail(fmt::format(
        "was made for build ABI {}, and this lockstep-replay reads ABI {}; "
        "rebuild it with the headers of lockstep " LOCKSTEP_VERSION,
        build->abi, LS_ABI));
  }
  constexpr size_t kNeeded = offsetof(LsBuild, run_activity) + sizeof(void*);
  if (build->size < kNeeded || !AllFunctionsSet(*build)) {
    return Fail(fmt::format(
        "describes itself with {} bytes where at least {} are needed, or "
        "leaves functions out; rebuild it with the headers of "
        "lockstep " LOCKSTEP_VERSION,
        build->size, kNeeded));
  }
  if (build->error.size != 0) {
    std::string error = Text(build->error);
    while (error.ends_with('.')) error.pop_back();
    return Fail(fmt::format("{}; correct LOCKSTEP_BUILD", error));
  }
  if (build->profile != LS_PROFILE_CORE && build->profile != LS_PROFILE_GO) {
    return Fail(fmt::format(
        "declares profile {}, which this lockstep-replay does not know; use a "
        "newer lockstep-replay",
        build->profile));
  }
  return CheckTypes(*build);
}

std::string ExplainLoadError(const std::string& path, const std::string& said) {
  if (const std::string symbol = WordAfter(said, "undefined symbol: ");
      !symbol.empty()) {
    return fmt::format(
        "{}: needs the symbol {}, which nothing defines; link the library "
        "that defines it into the build",
        path, symbol);
  }
  constexpr std::string_view kNotFound = ": cannot open shared object file";
  if (const size_t end = said.find(kNotFound); end != std::string::npos) {
    return fmt::format(
        "{}: needs the library {}, which was not found; install it, or say "
        "where it is with LD_LIBRARY_PATH or an rpath",
        path, said.substr(0, end));
  }
  return fmt::format("{}: cannot be loaded ({}); build it for this machine",
                     path, said);
}

}  // namespace lockstep::replay
