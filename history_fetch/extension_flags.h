// What the temporal CLI passes to this program when it runs it as an extension,
// and how it spells it.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lockstep::fetch {

// `temporal lockstep list --limit 1 --log-level debug` runs us with the CLI's
// own flags first: "--log-level debug list --limit 1". Puts the command before
// them. `words` are without the program's name.
std::vector<std::string> CommandFirst(std::vector<std::string> words);

// "-n=orders" means "-norders" to the CLI's library, as "--namespace=orders"
// does; to ours the value would be "=orders". Changes such words.
void JoinShortValues(std::vector<std::string>& words);

// Takes those of its flags that `command` does not have, and ignores them. Help
// does not show them.
void IgnoreForeignFlags(CLI::App& command);

}  // namespace lockstep::fetch
