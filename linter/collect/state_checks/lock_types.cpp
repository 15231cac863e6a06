#include "linter/collect/state_checks/lock_types.h"

#include <algorithm>
#include <initializer_list>

#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

namespace lockstep::lint {
namespace {

bool IsOneOf(std::string_view name,
             std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool IsLockGuard(clang::QualType type, Names& names) {
  const clang::CXXRecordDecl* record =
      type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr) return false;
  if (record->hasAttr<clang::ScopedLockableAttr>()) return true;
  return IsOneOf(names.QualifiedName(*record),
                 {"std::lock_guard",
                  "std::unique_lock",
                  "std::scoped_lock",
                  "std::shared_lock",
                  "absl::MutexLock",
                  "absl::ReaderMutexLock",
                  "absl::WriterMutexLock",
                  "absl::MutexLockMaybe",
                  "absl::ReleasableMutexLock",
                  "boost::lock_guard",
                  "boost::unique_lock",
                  "boost::shared_lock",
                  "boost::scoped_lock",
                  "boost::mutex::scoped_lock",
                  "boost::interprocess::scoped_lock",
                  "folly::LockedPtr",
                  "folly::SharedMutex::ReadHolder",
                  "folly::SharedMutex::WriteHolder",
                  "QMutexLocker",
                  "QReadLocker",
                  "QWriteLocker",
                  "Poco::ScopedLock",
                  "Poco::ScopedLockWithUnlock",
                  "Poco::ScopedReadRWLock",
                  "Poco::ScopedWriteRWLock",
                  "tbb::spin_mutex::scoped_lock"});
}

bool IsMutex(std::string_view class_name) {
  return IsOneOf(class_name, {"std::mutex",
                              "std::recursive_mutex",
                              "std::timed_mutex",
                              "std::recursive_timed_mutex",
                              "std::shared_mutex",
                              "std::shared_timed_mutex",
                              "std::once_flag",
                              "absl::Mutex",
                              "absl::once_flag",
                              "absl::SpinLock",
                              "boost::mutex",
                              "boost::recursive_mutex",
                              "boost::shared_mutex",
                              "boost::timed_mutex",
                              "folly::SharedMutex",
                              "folly::SpinLock",
                              "QMutex",
                              "QRecursiveMutex",
                              "QReadWriteLock",
                              "Poco::Mutex",
                              "Poco::FastMutex",
                              "Poco::RWLock",
                              "tbb::spin_mutex",
                              "tbb::mutex"});
}

bool IsAtomic(std::string_view class_name) {
  return IsOneOf(class_name, {"std::atomic", "std::atomic_ref",
                              "std::atomic_flag", "boost::atomic", "QAtomicInt",
                              "QAtomicInteger", "QAtomicPointer"});
}

bool IsScopedSetting(std::string_view class_name) {
  return IsOneOf(class_name,
                 {"folly::RequestContextScopeGuard",
                  "folly::ShallowCopyRequestContextScopeGuard",
                  "absl::FlagSaver", "gflags::FlagSaver", "google::FlagSaver",
                  "boost::io::ios_flags_saver", "boost::io::ios_all_saver",
                  "boost::io::ios_precision_saver", "boost::io::ios_fill_saver",
                  "boost::io::ios_locale_saver", "opentelemetry::trace::Scope",
                  "opentelemetry::context::Token", "Poco::Data::Transaction",
                  "QSignalBlocker", "boost::log::aux::scoped_logger_attribute",
                  "std::pmr::monotonic_buffer_resource", "google::LogMessage"});
}

}  // namespace lockstep::lint
