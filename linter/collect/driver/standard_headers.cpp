#include <algorithm>
#include <iterator>
#include <string_view>

#include "linter/collect/driver/umbrella.h"

namespace lockstep::lint {
namespace {

// C++ to 26, C and POSIX. <cassert> and <assert.h> are read anew each time.
constexpr std::string_view kStandard[] = {
    "algorithm", "any", "array", "atomic", "barrier", "bit", "bitset", "cctype",
    "cerrno", "cfenv", "cfloat", "charconv", "chrono", "cinttypes", "climits",
    "clocale", "cmath", "codecvt", "compare", "complex", "concepts",
    "condition_variable", "coroutine", "csetjmp", "csignal", "cstdarg",
    "cstddef", "cstdint", "cstdio", "cstdlib", "cstring", "ctime", "cuchar",
    "cwchar", "cwctype", "deque", "exception", "execution", "expected",
    "filesystem", "flat_map", "flat_set", "format", "forward_list", "fstream",
    "functional", "future", "generator", "initializer_list", "iomanip", "ios",
    "iosfwd", "iostream", "istream", "iterator", "latch", "limits", "list",
    "locale", "map", "mdspan", "memory", "memory_resource", "mutex", "new",
    "numbers", "numeric", "optional", "ostream", "print", "queue", "random",
    "ranges", "ratio", "regex", "scoped_allocator", "semaphore", "set",
    "shared_mutex", "source_location", "span", "spanstream", "sstream", "stack",
    "stacktrace", "stdexcept", "stdfloat", "stop_token", "streambuf", "string",
    "string_view", "strstream", "syncstream", "system_error", "thread", "tuple",
    "type_traits", "typeindex", "typeinfo", "unordered_map", "unordered_set",
    "utility", "valarray", "variant", "vector", "version",
    // C
    "ctype.h", "errno.h", "fenv.h", "float.h", "inttypes.h", "limits.h",
    "locale.h", "math.h", "setjmp.h", "signal.h", "stdarg.h", "stdbool.h",
    "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h",
    "uchar.h", "wchar.h", "wctype.h",
    // POSIX
    "arpa/inet.h", "dirent.h", "dlfcn.h", "fcntl.h", "grp.h", "netdb.h",
    "netinet/in.h", "netinet/tcp.h", "poll.h", "pthread.h", "pwd.h", "sched.h",
    "semaphore.h", "strings.h", "sys/mman.h", "sys/resource.h", "sys/select.h",
    "sys/socket.h", "sys/stat.h", "sys/time.h", "sys/types.h", "sys/uio.h",
    "sys/un.h", "sys/wait.h", "termios.h", "unistd.h",
    // What the workflow API includes: half of the time of a unit without it.
    "nlohmann/json.hpp"};

}  // namespace

std::set<std::string> StandardHeaders(const std::set<std::string>& names) {
  std::set<std::string> answer;
  for (const std::string& name : names) {
    if (std::find(std::begin(kStandard), std::end(kStandard), name) !=
        std::end(kStandard)) {
      answer.insert(name);
    }
  }
  return answer;
}

}  // namespace lockstep::lint
