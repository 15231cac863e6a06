#include "history_fetch/sync/stored_links.h"

#include "history/load.h"

namespace lockstep::fetch {

Outcome<RunLinks> ReadLinks(const Corpus& corpus, const Entry& entry) {
  const Outcome<std::string> text = ReadHistoryText(corpus, entry);
  if (!text) return tl::unexpected(text.error());
  history::LoadOptions options;
  options.workflow_id = entry.workflow_id;
  const history::LoadResult history =
      history::ParseHistory(*text, entry.file, options);
  if (!history) {
    return Fail(ExitCode::kIntegrity, history.error().message);
  }
  RunLinks links;
  for (const history::Event& event : history->events) AddLinks(event, links);
  return links;
}

}  // namespace lockstep::fetch
