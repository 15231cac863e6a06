// The objects and lists that tools have put histories into.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "history/json_text.h"
#include "history_fetch/importing/found_history.h"
#include "rpc/schema/json_value_reader.h"

namespace lockstep::fetch {

// An event by itself and not what holds events.
bool IsEvent(history::Json json);

// Reads documents of one file.
class ContainerReader {
 public:
  // Both outlive the reader.
  ContainerReader(const rpc::Schema& schema, const TakeHistory& take)
      : schema_(schema), take_(take) {}

  // Finds the histories in a document; `place` is where it stands in the file.
  void Read(history::Json json, const std::string& place,
            history::Hints hints = {});

  // Adds an event. The message names it and ends with a remedy.
  Result<void> AddTo(FoundHistory& found, history::Json event);

  FoundHistory Begin(Form form, const std::string& place,
                     const history::Hints& hints) const;

 private:
  void ReadText(std::string_view text, const std::string& place,
                const history::Hints& hints);
  // The value of "history"; false if it says nothing.
  bool ReadHistory(history::Json json, const std::string& place,
                   history::Hints hints);
  void ReadList(history::Json list, const std::string& place,
                const history::Hints& hints);
  void ReadEvents(history::Json list, Form form, const std::string& place,
                  const history::Hints& hints);
  void ReadBlobs(history::Json list, const std::string& place,
                 const history::Hints& hints);
  void Refuse(const std::string& place, std::string problem);
  // It is whole, and something else.
  void RefuseOther(const std::string& place, std::string problem);

  const rpc::Schema& schema_;
  const TakeHistory& take_;
  rpc::JsonValueReader values_;
};

}  // namespace lockstep::fetch
