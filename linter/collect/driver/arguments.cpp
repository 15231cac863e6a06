#include "linter/collect/driver/arguments.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "linter/collect/clang_version.h"
#include "llvm/Option/ArgList.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;
using llvm::opt::Arg;

bool StartsWithOne(std::string_view text,
                   std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view p) { return text.starts_with(p); });
}

// Of all the -f flags, those that change what the code means or declares.
bool ChangesLanguage(std::string_view name) {
  for (const std::string_view start : {"-fno-", "-f"}) {
    if (!name.starts_with(start)) continue;
    return StartsWithOne(name.substr(start.size()),
                         {"exceptions",
                          "cxx-exceptions",
                          "rtti",
                          "char8_t",
                          "signed-char",
                          "unsigned-char",
                          "short-enums",
                          "short-wchar",
                          "ms-extensions",
                          "ms-compatibility",
                          "delayed-template-parsing",
                          "coro-",
                          "aligned-allocation",
                          "aligned-new",
                          "sized-deallocation",
                          "constexpr-depth",
                          "constexpr-steps",
                          "template-depth",
                          "builtin",
                          "freestanding",
                          "hosted",
                          "blocks",
                          "operator-names",
                          "threadsafe-statics",
                          "openmp",
                          "new-alignment",
                          "experimental-library",
                          "relaxed-template-template-args",
                          "access-control",
                          "gnu-keywords",
                          "dollars-in-identifiers",
                          "pack-struct",
                          "declspec",
                          "asm"});
  }
  return false;
}

// What cl.exe alone knows, and what changes macros or the language.
bool IsOfMicrosoft(const llvm::opt::Option& option) {
  static constexpr unsigned kKept[] = {
      options::OPT__SLASH_std, options::OPT__SLASH_EH, options::OPT__SLASH_MD,
      options::OPT__SLASH_MDd, options::OPT__SLASH_MT, options::OPT__SLASH_MTd,
      options::OPT__SLASH_LD,  options::OPT__SLASH_LDd};
  return std::find(std::begin(kKept), std::end(kKept), option.getID()) !=
         std::end(kKept);
}

std::string StringOf(const Arg& arg) {
  return std::string(arg.getSpelling()) +
         (arg.getNumValues() > 0 ? arg.getValue() : "");
}

bool IsReserved(std::string_view macro) {
  return macro.starts_with('_') && macro != "_REENTRANT";
}

// One command line on its way.
class Rewriter {
 public:
  Rewriter(const UnitCommand& command, ClangCommand& into)
      : into_(into), directory_(command.directory) {}

  void Take(const llvm::opt::InputArgList& list) {
    for (const Arg* arg : list) One(*arg, list);
  }

 private:
  void One(const Arg& arg, const llvm::opt::InputArgList& list);
  bool Includes(const Arg& arg);
  void Macro(const Arg& arg, const llvm::opt::InputArgList& list);
  void Raw(std::string_view value);
  void Keep(const Arg& arg, const llvm::opt::InputArgList& list, bool shared) {
    llvm::opt::ArgStringList texts;
    arg.render(list, texts);
    for (const char* text : texts) {
      into_.arguments.push_back(text);
      if (shared) into_.umbrella.push_back(text);
    }
  }

  ClangCommand& into_;
  std::string directory_;
  bool drop_next_raw_ = false;
};

bool Rewriter::Includes(const Arg& arg) {
  const llvm::opt::Option option = arg.getOption();
  const auto id = option.getID();
  IncludeFolder::Kind kind = IncludeFolder::Kind::kUser;
  if (id == options::OPT_iquote) {
    kind = IncludeFolder::Kind::kQuote;
  } else if (id == options::OPT_isystem || id == options::OPT_idirafter ||
             id == options::OPT__SLASH_imsvc) {
    kind = IncludeFolder::Kind::kSystem;
  } else if (id != options::OPT_I) {
    return false;
  }
  into_.folders.push_back({kind, AbsolutePath(arg.getValue(), directory_)});
  // clang-cl knows -isystem by another name only.
  const bool renamed = id == options::OPT_isystem && into_.microsoft;
  into_.arguments.insert(into_.arguments.end(),
                         {renamed ? "/imsvc" : option.getPrefixedName().str(),
                          into_.folders.back().path});
  return true;
}

void Rewriter::Macro(const Arg& arg, const llvm::opt::InputArgList& list) {
  const std::string_view text = arg.getValue();
  const std::string_view name = text.substr(0, text.find('='));
  // Only says something with -O.
  if (name == "_FORTIFY_SOURCE") return;
  Keep(arg, list, IsReserved(name));
}

// -Xclang VALUE. A precompiled header of the project is for its own compiler;
// the header itself is included as text.
void Rewriter::Raw(std::string_view value) {
  if (drop_next_raw_) {
    drop_next_raw_ = false;
    return;
  }
  drop_next_raw_ = value == "-include-pch" || value == "-load" ||
                   value == "-add-plugin" || value == "-plugin" ||
                   value.starts_with("-plugin-arg");
  if (drop_next_raw_ || value == "-emit-pch") return;
  into_.arguments.insert(into_.arguments.end(),
                         {"-Xclang", std::string(value)});
}

void Rewriter::One(const Arg& arg, const llvm::opt::InputArgList& list) {
  const llvm::opt::Option& option = arg.getOption();
  if (Includes(arg)) return;
  if (IsOfMicrosoft(option)) return Keep(arg, list, false);
  switch (option.getID()) {
    case options::OPT_INPUT:
    case options::OPT_UNKNOWN:
    case options::OPT_resource_dir:
      return;
    case options::OPT_D:
    case options::OPT_U:
      return Macro(arg, list);
    case options::OPT_include:
      // Through -Xclang, or the driver takes a .pch or .gch beside it.
      into_.forced.push_back(arg.getValue());
      into_.arguments.insert(
          into_.arguments.end(),
          {"-Xclang", "-include", "-Xclang", arg.getValue()});
      return;
    case options::OPT_Xclang:
      return Raw(arg.getValue());
    case options::OPT_pthread:
      into_.arguments.push_back("-D_REENTRANT");
      return;
    case options::OPT_std_EQ:
    case options::OPT_stdlib_EQ:
    case options::OPT_stdlibxx_isystem:
    case options::OPT_target:
    case options::OPT__sysroot_EQ:
    case options::OPT_isysroot:
    case options::OPT_gcc_toolchain:
    case options::OPT_gcc_install_dir_EQ:
    case options::OPT_nostdinc:
    case options::OPT_nostdincxx:
    case options::OPT_nostdlibinc:
    case options::OPT_ansi:
    case options::OPT_x:
    case options::OPT_arch:
    case options::OPT_undef:
      return Keep(arg, list, true);
    default:
      break;
  }
  if (option.matches(options::OPT_W_Group)) {
    // What is an error unless it is switched off.
    if (StringOf(arg).starts_with("-Wno-")) Keep(arg, list, false);
    return;
  }
  if (option.matches(options::OPT_O_Group)) return;
  const std::string name = StringOf(arg);
  if (option.matches(options::OPT_m_Group) || name.starts_with("-m")) {
    if (!StartsWithOne(name, {"-mtune", "-mllvm", "-mcmodel", "-mrecord",
                              "-mno-omit", "-momit", "-mmacos"})) {
      Keep(arg, list, true);
    }
    return;
  }
  if (name.starts_with("-f") && ChangesLanguage(name)) Keep(arg, list, true);
}

// What stands before the compiler proper.
bool IsLauncher(std::string_view name) {
  static constexpr std::string_view kLaunchers[] = {
      "ccache", "sccache", "distcc", "icecc",     "gomacc",     "rewrapper",
      "env",    "nice",    "time",   "fastbuild", "buildcache", "schedtool"};
  return std::find(std::begin(kLaunchers), std::end(kLaunchers), name) !=
         std::end(kLaunchers);
}

struct Compiler {
  std::string path;
  std::string name;  // without folder and ".exe"
  bool clang = false;
  bool microsoft = false;
  bool nvidia = false;
};

Compiler CompilerOf(const UnitCommand& command) {
  Compiler compiler;
  const size_t index = CompilerIndex(command.arguments);
  if (index < command.arguments.size()) {
    compiler.path = command.arguments[index];
  }
  const size_t slash = compiler.path.find_last_of("/\\");
  compiler.name = compiler.path.substr(slash + 1);  // npos + 1 is 0
  if (compiler.name.ends_with(".exe")) {
    compiler.name.resize(compiler.name.size() - 4);
  }
  compiler.clang = compiler.name.find("clang") != std::string::npos;
  compiler.microsoft = compiler.name == "cl" || compiler.name == "clang-cl";
  compiler.nvidia = compiler.name == "nvcc";
  return compiler;
}

// nvcc passes these on to the compiler of the host; its own flags take values
// of their own.
std::vector<std::string> HostFlags(const std::vector<std::string>& flags) {
  static constexpr std::string_view kWithValue[] = {
      "-gencode", "-arch",   "-code",    "-ccbin",
      "-Xcudafe", "-Xptxas", "-Xnvlink", "-rdc"};
  std::vector<std::string> kept;
  for (size_t i = 0; i < flags.size(); ++i) {
    const std::string& flag = flags[i];
    if (std::find(std::begin(kWithValue), std::end(kWithValue), flag) !=
        std::end(kWithValue)) {
      ++i;
      continue;
    }
    std::string values;
    if (flag == "-Xcompiler" && i + 1 < flags.size()) values = flags[++i];
    if (flag.starts_with("-Xcompiler=")) values = flag.substr(11);
    if (values.empty()) {
      kept.push_back(flag);
      continue;
    }
    for (size_t at = 0; at <= values.size();) {
      const size_t end = std::min(values.find(',', at), values.size());
      kept.push_back(values.substr(at, end - at));
      at = end + 1;
    }
  }
  return kept;
}

// "aarch64-linux-gnu" of "aarch64-linux-gnu-g++-12"; empty without target.
std::string TargetOf(std::string_view name) {
  for (const std::string_view tool : {"-g++", "-gcc", "-c++", "-clang"}) {
    const size_t at = name.find(tool);
    if (at == std::string_view::npos) continue;
    const std::string_view target = name.substr(0, at);
    if (std::count(target.begin(), target.end(), '-') >= 2) {
      return std::string(target);
    }
  }
  return "";
}

// What follows from the compiler itself, in front of its flags.
void StartCommand(const Compiler& compiler, const std::string& resource_folder,
                  ClangCommand& into) {
  const bool keep = compiler.clang && compiler.path.starts_with('/');
  into.arguments = {
      keep ? compiler.path : LOCKSTEP_LLVM "/bin/clang++",
      compiler.microsoft ? "--driver-mode=cl" : "--driver-mode=g++"};
  into.microsoft = compiler.microsoft;
  std::vector<std::string> extra = {"-resource-dir=" + resource_folder};
  if (compiler.microsoft) extra = {"-resource-dir", resource_folder};
  const std::string target = TargetOf(compiler.name);
  if (!target.empty()) extra.push_back("--target=" + target);
  // A compiler with a prefix of its own has its own standard library.
  const fs::path prefix = fs::path(compiler.path).parent_path().parent_path();
  std::error_code ignored;
  if (!compiler.clang && prefix.is_absolute() && prefix != "/usr" &&
      prefix != "/" && fs::exists(prefix / "lib/gcc", ignored)) {
    extra.push_back("--gcc-toolchain=" + prefix.string());
  }
  into.arguments.insert(into.arguments.end(), extra.begin(), extra.end());
  into.umbrella = into.arguments;
  // Warnings are the compiler's business; and g++ has fewer errors by default.
  into.arguments.push_back("-w");
  if (!compiler.clang && !compiler.microsoft) {
    into.arguments.insert(
        into.arguments.end(),
        {"-Wno-c++11-narrowing", "-Wno-register",
         "-Wno-enum-constexpr-conversion", "-Wno-invalid-constexpr"});
  }
}

}  // namespace

size_t CompilerIndex(const std::vector<std::string>& arguments) {
  size_t index = 0;
  while (index + 1 < arguments.size()) {
    const std::string& word = arguments[index];
    const bool assignment =
        index > 0 && word.find('=') != std::string::npos && word[0] != '-';
    if (!assignment && !IsLauncher(fs::path(word).filename().string())) break;
    ++index;
  }
  return index;
}

ClangCommand ForClang(const UnitCommand& command,
                      const std::string& resource_folder) {
  ClangCommand answer;
  answer.directory = command.directory;
  answer.file = command.file;
  const Compiler compiler = CompilerOf(command);
  StartCommand(compiler, resource_folder, answer);
  std::vector<std::string> flags;
  const size_t first = CompilerIndex(command.arguments) + 1;
  for (size_t i = first; i < command.arguments.size(); ++i) {
    flags.push_back(command.arguments[i]);
  }
  if (compiler.nvidia) flags = HostFlags(flags);
  std::vector<const char*> texts;
  for (const std::string& flag : flags) {
    if (flag == "--") break;  // the file follows
    texts.push_back(flag.c_str());
  }
  unsigned missing_index = 0;
  unsigned missing_count = 0;
  const auto list = DriverOptions().ParseArgs(
      texts, missing_index, missing_count,
      llvm::opt::Visibility(compiler.microsoft ? options::CLOption
                                               : options::ClangOption));
  Rewriter(command, answer).Take(list);
  if (compiler.microsoft) answer.umbrella.clear();
  return answer;
}

std::string ResourceFolder() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  for (const fs::path& folder :
       {program.parent_path() / "../lib/clang/" LOCKSTEP_CLANG_MAJOR,
        program.parent_path() / "../lib/lockstep/clang/" LOCKSTEP_CLANG_MAJOR,
        fs::path(LOCKSTEP_LLVM "/lib/clang/" LOCKSTEP_CLANG_MAJOR)}) {
    if (fs::exists(folder / "include/stddef.h", ignored)) {
      return folder.lexically_normal();
    }
  }
  return "";
}

}  // namespace lockstep::lint
