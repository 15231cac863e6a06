#include "history_fetch/sync/stored_links.h"

#include <algorithm>
#include <string_view>

#include "history/events_text.h"

namespace lockstep::fetch {

Outcome<RunLinks> ReadLinks(const Corpus& corpus, const Entry& entry) {
  const Outcome<std::string> text = ReadHistoryText(corpus, entry);
  if (!text) return tl::unexpected(text.error());
  // All files of a corpus are written by history_sink.h: one list in one
  // object.
  std::string_view list = *text;
  list.remove_prefix(std::min(list.find('['), list.size()));
  list.remove_suffix(list.size() - (list.rfind(']') + 1));
  const auto events = history::ParseEvents(list, entry.file);
  if (!events) return Fail(ExitCode::kIntegrity, events.error().message);
  RunLinks links;
  for (const history::Event& event : *events) AddLinks(event, links);
  return links;
}

}  // namespace lockstep::fetch
