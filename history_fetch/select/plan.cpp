#include "history_fetch/select/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "base/check.h"
#include "history/sha256.h"
#include "history_fetch/select/plan_values.h"
#include "history_fetch/terminal.h"
#include "history_fetch/toml_tables.h"
#include "rpc/config/text_file.h"
#include "rpc/config/toml_document.h"

namespace lockstep::fetch {
namespace {

using Kind = rpc::TomlValue::Kind;

// Puts what was read into its member.
template <class T>
Result<void> Put(Result<T> read, T& member) {
  if (!read) return tl::unexpected(read.error());
  member = *std::move(read);
  return {};
}

template <class T, int64_t T::*member, int64_t least = 0>
Result<void> Count(const TableValue& value, T& target) {
  return Put(ReadCount(value, least), target.*member);
}

template <class T, std::string T::*member>
Result<void> Text(const TableValue& value, T& target) {
  return Put(ReadText(value), target.*member);
}

template <bool Stratum::*member>
Result<void> Flag(const TableValue& value, Stratum& target) {
  return Put(ReadFlag(value), target.*member);
}

// All tables of fields are sorted by key.
constexpr Field<Plan> kCorpusFields[] = {
    {"max_bytes",
     [](const TableValue& value, Plan& plan) {
       return Put(ReadBytes(value), plan.max_bytes);
     }},
    {"max_events", Count<Plan, &Plan::max_events>},
    {"max_histories", Count<Plan, &Plan::max_histories>},
    {"seed",
     [](const TableValue& value, Plan& plan) {
       const Result<int64_t> seed = ReadCount(value, 0);
       if (seed) plan.seed = static_cast<uint64_t>(*seed);
       return seed.map([](int64_t) {});
     }},
};

constexpr Field<Source> kSourceFields[] = {
    {"namespace", Text<Source, &Source::name_space>},
    {"profile", Text<Source, &Source::profile>},
};

constexpr Field<Stratum> kStratumFields[] = {
    {"age_buckets",
     [](const TableValue& value, Stratum& stratum) {
       return Put(ReadAgeBuckets(value), stratum.age_buckets);
     }},
    {"chains", Flag<&Stratum::chains>},
    {"children", Flag<&Stratum::children>},
    {"include",
     [](const TableValue& value, Stratum& stratum) {
       return Put(ReadQueries(value), stratum.include);
     }},
    {"longest", Count<Stratum, &Stratum::longest>},
    {"max_per_chain", Count<Stratum, &Stratum::max_per_chain>},
    {"max_per_schedule", Count<Stratum, &Stratum::max_per_schedule>},
    {"min_distinct_shapes", Count<Stratum, &Stratum::min_distinct_shapes>},
    {"min_histories", Count<Stratum, &Stratum::min_histories>},
    {"min_running", Count<Stratum, &Stratum::min_running>},
    {"name", Text<Stratum, &Stratum::name>},
    {"oldest", Count<Stratum, &Stratum::oldest>},
    {"source", Text<Stratum, &Stratum::source>},
    {"split_by",
     [](const TableValue& value, Stratum& stratum) {
       return Put(ReadSearchAttributes(value), stratum.split_by);
     }},
    {"statuses",
     [](const TableValue& value, Stratum& stratum) {
       return Put(ReadStatuses(value), stratum.statuses);
     }},
    {"want", Count<Stratum, &Stratum::want, 1>},
    // Servers take any name, so a plan does.
    {"workflow_type",
     [](const TableValue& value, Stratum& stratum) {
       return Put(ReadAnyText(value), stratum.workflow_type);
     }},
};

// Reads the tables of a plan in an order that lets strata name sources.
class Reader {
 public:
  Reader(const std::string& file, Plan& plan) : file_(file), plan_(plan) {}

  Result<void> Read(const rpc::TomlValue& root) {
    static constexpr std::string_view kTables[] = {"corpus", "source",
                                                   "stratum"};
    for (const rpc::TomlValue& table : root.items) {
      if (std::find(std::begin(kTables), std::end(kTables), table.key) ==
          std::end(kTables)) {
        return TableValue{table, file_}.Mistake(fmt::format(
            "a plan has no '{}'{}", table.key, Suggestion(table.key, kTables)));
      }
    }
    if (auto read = ReadCorpus(root.Find("corpus")); !read) return read;
    if (auto read = ReadSources(root.Find("source")); !read) return read;
    return ReadStrata(root.Find("stratum"));
  }

 private:
  Result<void> ReadCorpus(const rpc::TomlValue* table) {
    if (table == nullptr) return {};
    const TableValue value{*table, file_};
    if (table->kind != Kind::kTable) {
      return value.WrongKind("a table, [corpus]");
    }
    return ReadFields(value, kCorpusFields, "[corpus]", plan_);
  }

  Result<void> ReadSources(const rpc::TomlValue* table) {
    if (table == nullptr) {
      plan_.sources.emplace_back();
      return {};
    }
    if (table->kind != Kind::kTable) return NotASource(*table);
    for (const rpc::TomlValue& member : table->items) {
      if (member.kind != Kind::kTable) return NotASource(member);
      rpc::TomlValue name = member;
      name.kind = Kind::kString;
      name.text = member.key;
      name.key = "source";
      Source source;
      if (auto read = Put(ReadWord({name, file_}), source.name); !read) {
        return read;
      }
      if (auto read = ReadSource(member, source); !read) return read;
      plan_.sources.push_back(std::move(source));
    }
    std::sort(plan_.sources.begin(), plan_.sources.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return {};
  }

  Result<void> NotASource(const rpc::TomlValue& value) const {
    return TableValue{value, file_}.Mistake(
        "a source is a table with a name; write [source.prod] and under it "
        "profile = \"prod\"");
  }

  Result<void> ReadSource(const rpc::TomlValue& table, Source& source) const {
    static constexpr std::string_view kElsewhere[] = {
        "address", "api_key", "authority", "codec", "grpc_meta", "tls"};
    for (const rpc::TomlValue& member : table.items) {
      if (std::find(std::begin(kElsewhere), std::end(kElsewhere), member.key) ==
          std::end(kElsewhere)) {
        continue;
      }
      return TableValue{member, file_}.Mistake(
          fmt::format("'{}' does not belong into a plan, which is shared and "
                      "holds no secrets; put it into a profile of "
                      "temporal.toml and name that with profile = \"...\"",
                      member.key));
    }
    return ReadFields({table, file_}, kSourceFields,
                      fmt::format("[source.{}]", source.name), source);
  }

  Result<void> ReadStrata(const rpc::TomlValue* list) {
    const bool tables = list != nullptr && list->kind == Kind::kList &&
                        std::all_of(list->items.begin(), list->items.end(),
                                    [](const rpc::TomlValue& item) {
                                      return item.kind == Kind::kTable;
                                    });
    if (list != nullptr && !tables) {
      return TableValue{*list, file_}.Mistake(
          "strata are tables of a list; write [[stratum]] with two brackets");
    }
    if (list == nullptr || list->items.empty()) {
      return lockstep::Fail(
          fmt::format("{}:1: the plan selects nothing; add a [[stratum]] with "
                      "workflow_type = \"...\" for each workflow type",
                      file_));
    }
    for (const rpc::TomlValue& item : list->items) {
      if (auto read = ReadStratum({item, file_}); !read) return read;
    }
    return CheckMinima({*list, file_});
  }

  Result<void> ReadStratum(const TableValue& table) {
    Stratum stratum;
    if (auto read = ReadFields(table, kStratumFields, "[[stratum]]", stratum);
        !read) {
      return read;
    }
    if (stratum.workflow_type.empty()) {
      return table.Mistake(
          "this [[stratum]] has no workflow_type; add workflow_type = \"...\"");
    }
    if (stratum.name.empty()) stratum.name = stratum.workflow_type;
    if (const auto [first, is_new] =
            lines_.emplace(stratum.name, table.toml.line);
        !is_new) {
      return table.Mistake(fmt::format(
          "the stratum '{}' is already in line {}; give one of them another "
          "name = \"...\"",
          Printable(stratum.name), first->second));
    }
    if (auto found = FindSource(table, stratum); !found) return found;
    const auto& statuses = stratum.statuses;
    if (stratum.min_running > 0 && std::find(statuses.begin(), statuses.end(),
                                             "Running") == statuses.end()) {
      return table.Mistake(
          fmt::format("the stratum '{}' needs {} running histories, but its "
                      "statuses are without \"Running\"; add it",
                      Printable(stratum.name), stratum.min_running));
    }
    plan_.strata.push_back(std::move(stratum));
    return {};
  }

  Result<void> FindSource(const TableValue& table, Stratum& stratum) const {
    std::vector<std::string_view> names;
    for (const Source& source : plan_.sources) names.push_back(source.name);
    if (stratum.source.empty()) {
      if (names.size() == 1) {
        stratum.source = names.front();
        return {};
      }
      return table.Mistake(fmt::format(
          "the stratum '{}' does not say its source, and there is more than "
          "one; add source = \"{}\"",
          Printable(stratum.name), names.front()));
    }
    if (std::find(names.begin(), names.end(), stratum.source) != names.end()) {
      return {};
    }
    return table.Mistake(fmt::format(
        "the stratum '{}' names the source '{}', which is not in the plan; "
        "add [source.{}], or name '{}'",
        Printable(stratum.name), stratum.source, stratum.source,
        names.front()));
  }

  // A plan that cannot be met would only be found out after the download.
  Result<void> CheckMinima(const TableValue& strata) const {
    int64_t needed = 0;
    for (const Stratum& stratum : plan_.strata) {
      const int64_t least =
          std::max({stratum.min_histories, stratum.min_running,
                    stratum.min_distinct_shapes});
      needed = least > std::numeric_limits<int64_t>::max() - needed
                   ? std::numeric_limits<int64_t>::max()
                   : needed + least;
    }
    if (plan_.max_histories == 0 || needed <= plan_.max_histories) return {};
    return strata.Mistake(fmt::format(
        "the minima of the strata come to {} histories, but max_histories is "
        "{}; raise it or lower a minimum",
        needed, plan_.max_histories));
  }

  const std::string& file_;
  Plan& plan_;
  std::map<std::string, int> lines_;  // of the strata, by name
};

}  // namespace

Result<Plan> ParsePlan(std::string_view toml, const std::string& name) {
  const auto root = rpc::ParseToml(toml);
  if (!root) {
    return lockstep::Fail(fmt::format("{}:{}: this is not TOML: {}", name,
                                      root.error().line, root.error().reason));
  }
  Plan plan;
  if (const auto read = Reader(name, plan).Read(*root); !read) {
    return tl::unexpected(read.error());
  }
  plan.hash = history::Sha256Hex(toml);
  return plan;
}

Result<Plan> LoadPlan(const std::string& path) {
  const auto text = rpc::ReadTextFile(path);
  if (!text) {
    return lockstep::Fail(fmt::format(
        "the plan {} cannot be read ({}); write one with a [[stratum]] for "
        "each workflow type, or name another file",
        path, text.error().message()));
  }
  return ParsePlan(*text, path);
}

bool Covers(const Stratum& stratum, std::string_view workflow_type,
            std::string_view source) {
  return workflow_type == stratum.workflow_type &&
         (source == stratum.source || source == "import" || source == "get");
}

const Source& SourceOf(const Plan& plan, const Stratum& stratum) {
  const auto found = std::find_if(
      plan.sources.begin(), plan.sources.end(),
      [&](const Source& source) { return source.name == stratum.source; });
  LOCKSTEP_CHECK(found != plan.sources.end(), "the parser has checked it");
  return *found;
}

}  // namespace lockstep::fetch
