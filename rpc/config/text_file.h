// Reads a small file whole.
#pragma once

#include <string>
#include <system_error>
#include <tl/expected.hpp>

namespace lockstep::rpc {

// The error is the operating system's: no such file, a folder, no permission.
tl::expected<std::string, std::error_code> ReadTextFile(
    const std::string& path);

}  // namespace lockstep::rpc
