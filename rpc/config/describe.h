// A resolved configuration for a person and for a machine. Of a secret only
// its length is told.
#pragma once

#include <string>

#include "rpc/config/client_config.h"

namespace lockstep::rpc {

// A table of name, value and origin; then the notes. Ends with a line end.
std::string DescribeText(const ClientConfig& config);

// {"config_file", "profile", "settings": [{"name", "value", "origin",
// "secret"}], "notes": [...]}; a value that is not set is null. Ends with a
// line end.
std::string DescribeJson(const ClientConfig& config);

// A URL for messages: without user, password and query, which may be secret.
std::string ShownUrl(const std::string& url);

}  // namespace lockstep::rpc
