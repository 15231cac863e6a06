#include "rpc/config/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "rpc/config/text_file.h"
#include "rpc/config/toml_document.h"

namespace lockstep::rpc {
namespace {

using Kind = TomlValue::Kind;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

bool SameKey(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

// The member of that name; in another case only if there is none in this.
const TomlValue* FindKey(const TomlValue& table, std::string_view name) {
  if (const TomlValue* exact = table.Find(name)) return exact;
  const auto found = std::find_if(
      table.items.begin(), table.items.end(),
      [&](const TomlValue& item) { return SameKey(item.key, name); });
  return found == table.items.end() ? nullptr : &*found;
}

// RFC 3339, which is how TOML writes times.
std::optional<std::chrono::sys_seconds> ParseTime(const std::string& text) {
  constexpr std::string_view kMayHold = "0123456789-+:.TtZz ";
  if (text.find_first_not_of(kMayHold) != text.npos) return std::nullopt;
  const auto document = ParseToml("time = " + text);
  return document ? document->items.front().time : std::nullopt;
}

// Reads one profile. No message has a value in it: any may be a secret.
class Reader {
 public:
  Reader(const ProfilePlace& place, Profile& profile)
      : place_(place), profile_(profile) {}

  Result<void> Read(const TomlValue& table) {
    if (auto is = MustBe(table, Kind::kTable); !is) return is;
    profile_.found = true;
    for (const auto which :
         {SettingTable::kProfile, SettingTable::kTls, SettingTable::kCodec}) {
      if (auto read = ReadTable(table, which); !read) return read;
    }
    if (auto read = ReadMeta(FindKey(table, "grpc_meta")); !read) return read;
    return ReadOAuth(FindKey(table, "oauth"));
  }

  void NoteUnknown(const TomlValue& table, const std::string& prefix,
                   std::span<const std::string_view> known) {
    for (const TomlValue& item : table.items) {
      const bool is_known = std::any_of(
          known.begin(), known.end(),
          [&](std::string_view key) { return SameKey(key, item.key); });
      if (is_known) continue;
      profile_.notes.push_back(
          fmt::format("{}:{}: '{}{}' is no setting of a profile and is ignored",
                      place_.file, item.line, prefix, item.key));
    }
  }

 private:
  tl::unexpected<Error> Mistake(const TomlValue& value,
                                std::string_view sentence) const {
    return Fail(fmt::format("{}:{}: '{}' of the profile '{}' {}", place_.file,
                            value.line, value.key, place_.profile, sentence));
  }

  Result<void> MustBe(const TomlValue& value, Kind kind) const {
    if (value.kind == kind) return {};
    return Mistake(value, fmt::format("must be {}, not {}", KindName(kind),
                                      KindName(value.kind)));
  }

  Result<void> ReadTable(const TomlValue& profile, SettingTable which) {
    const std::string name = TableName(which);
    const TomlValue* table = name.empty() ? &profile : FindKey(profile, name);
    if (table == nullptr) return {};
    if (auto is = MustBe(*table, Kind::kTable); !is) return is;
    std::vector<std::string_view> known = OtherKeys(which);
    for (const SettingNames& setting : AllSettings()) {
      if (setting.table != which) continue;
      known.push_back(setting.toml);
      const TomlValue* value = FindKey(*table, setting.toml);
      if (value == nullptr) continue;
      if (auto is = MustBe(*value, Kind::kString); !is) return is;
      if (!value->text.empty()) {
        profile_.texts.emplace(setting.key, Secret(value->text));
      }
    }
    NoteUnknown(*table, name.empty() ? name : name + ".", known);
    return which == SettingTable::kTls ? ReadSwitches(*table) : Result<void>();
  }

  // Those that are no texts.
  static std::vector<std::string_view> OtherKeys(SettingTable which) {
    switch (which) {
      case SettingTable::kProfile:
        return {"codec", "grpc_meta", "oauth", "tls"};
      case SettingTable::kTls:
        return {"disable_host_verification", "disabled"};
      case SettingTable::kCodec:
        return {};
    }
    return {};
  }

  Result<void> ReadSwitches(const TomlValue& tls) {
    profile_.has_tls = true;
    if (const TomlValue* value = FindKey(tls, "disabled")) {
      if (auto is = MustBe(*value, Kind::kBoolean); !is) return is;
      profile_.tls_disabled = value->boolean;
    }
    if (const TomlValue* value = FindKey(tls, "disable_host_verification")) {
      if (auto is = MustBe(*value, Kind::kBoolean); !is) return is;
      profile_.disable_host_verification = value->boolean;
    }
    return {};
  }

  Result<void> ReadMeta(const TomlValue* table) {
    if (table == nullptr) return {};
    if (auto is = MustBe(*table, Kind::kTable); !is) return is;
    for (const TomlValue& item : table->items) {
      if (auto is = MustBe(item, Kind::kString); !is) return is;
      profile_.grpc_meta.insert_or_assign(HeaderName(item.key),
                                          Secret(item.text));
    }
    return {};
  }

  Result<void> ReadOAuth(const TomlValue* table) {
    if (table == nullptr) return {};
    if (auto is = MustBe(*table, Kind::kTable); !is) return is;
    const TomlValue* token = FindKey(*table, "access_token");
    if (token == nullptr) return {};
    if (auto is = MustBe(*token, Kind::kString); !is) return is;
    if (token->text.empty()) return {};
    OAuthToken oauth{Secret(token->text), "", {}};
    const TomlValue* expires = FindKey(*table, "expires_at");
    if (expires != nullptr &&
        !(expires->kind == Kind::kString && expires->text.empty())) {
      const auto expiry = expires->kind == Kind::kString
                              ? ParseTime(expires->text)
                              : expires->time;
      if (!expiry) {
        return Mistake(*expires,
                       "is no time like 2026-01-31T12:00:00Z; log in again "
                       "with the temporal CLI, which writes it");
      }
      oauth.expires_at = expires->text;
      oauth.expiry = *expiry;
    }
    profile_.oauth = std::move(oauth);
    return {};
  }

  const ProfilePlace& place_;
  Profile& profile_;
};

// A profile that was named must be there.
Result<Profile> WithoutSettings(const ProfilePlace& place,
                                std::string_view why) {
  if (place.named_by.empty()) return Profile{};
  return Fail(fmt::format(
      "{} names the profile '{}', but {}; add a profile with `temporal config "
      "set --profile {} --prop address --value HOST:PORT`, or name another",
      place.named_by, place.profile, why, place.profile));
}

}  // namespace

std::string HeaderName(const std::string& name) {
  std::string header = name;
  std::transform(header.begin(), header.end(), header.begin(),
                 [](char c) { return c == '_' ? '-' : Lower(c); });
  return header;
}

Result<Profile> ReadProfile(const ProfilePlace& place) {
  if (place.file.empty()) {
    return WithoutSettings(place,
                           "neither HOME nor XDG_CONFIG_HOME says in "
                           "which folder to look for temporal.toml");
  }
  const auto text = ReadTextFile(place.file);
  if (!text && text.error() == std::errc::no_such_file_or_directory) {
    return WithoutSettings(place, fmt::format("there is no {}", place.file));
  }
  if (!text) {
    return Fail(fmt::format(
        "{} cannot be read ({}); change that, or use --disable-config-file",
        place.file, text.error().message()));
  }
  const auto document = ParseToml(*text);
  if (!document) {
    // The reason would quote the text, which may be a secret.
    return Fail(fmt::format("{}:{}: this is not TOML; correct the line",
                            place.file, document.error().line));
  }
  const TomlValue* profiles = FindKey(*document, "profile");
  const TomlValue* table =
      profiles == nullptr ? nullptr : profiles->Find(place.profile);
  if (table == nullptr) {
    return WithoutSettings(
        place, fmt::format("there is none of that name in {}", place.file));
  }
  Profile profile;
  profile.origin = fmt::format("profile '{}' of {}", place.profile, place.file);
  Reader reader(place, profile);
  static constexpr std::array<std::string_view, 1> kTop = {"profile"};
  reader.NoteUnknown(*document, "", kTop);
  if (auto read = reader.Read(*table); !read) {
    return tl::unexpected(read.error());
  }
  return profile;
}

}  // namespace lockstep::rpc
