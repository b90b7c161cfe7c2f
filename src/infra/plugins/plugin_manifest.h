// What a plugin says about itself, in the file plugin.toml of its folder.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tl::plugins {

/// The version of our side of the protocol, which a manifest names.
constexpr int kProtocolVersion = 1;
constexpr const char* kManifestName = "plugin.toml";
/// A manifest has a kilobyte or two.
constexpr std::size_t kManifestBytesMax = std::size_t{256} << 10U;

enum class PluginKind : std::uint8_t { Storage, Notifier, Secret, Hook };
/// The word of manifests: "storage".
[[nodiscard]] const char* nameOf(PluginKind kind) noexcept;

enum class OptionType : std::uint8_t { Text, Number, Switch };
[[nodiscard]] const char* nameOf(OptionType type) noexcept;

/// An option that a person may set, `-o plugin.NAME.OPTION=value`.
struct PluginOption {
    std::string name;
    OptionType type = OptionType::Text;
    std::string description{};
    bool isRequired = false;
    bool isSecret = false;  ///< Never on a command line; read from a variable or a file.
    bool hasDefault = false;
    std::string defaultValue{};  ///< As text: "5", "on".
    std::string variable{};      ///< Which variable of its environment the program finds it in.
    bool operator==(const PluginOption&) const = default;
};

/// How a storage program is spoken to.
enum class PluginConnection : std::uint8_t {
    Stdio,   ///< Over the socket that is its standard input and output.
    Address  ///< At the address in the first line of its standard output.
};

struct PluginManifest {
    std::string name;  ///< Lower-case letters, digits, '-' and '_'; at most 32.
    std::string version;
    PluginKind kind = PluginKind::Storage;
    std::string description{};
    std::string program{};  ///< A path, from the plugin's folder on, or a name looked for in PATH.
    std::vector<std::string> arguments{};    ///< `{path}` stands for the location's path.
    std::vector<std::string> environment{};  ///< Variables passed on; a `*` at the end: all such.
    std::vector<PluginOption> options{};

    // Of storage.
    PluginConnection connection = PluginConnection::Stdio;
    int httpVersion = 1;          ///< 1 or 2.
    std::size_t connections = 5;  ///< Requests at once.

    std::chrono::seconds startMax{60};   ///< Until the first answer of a storage program.
    std::chrono::seconds answerMax{60};  ///< For all of a call to any other program.
    std::size_t restartsMax = 5;         ///< In a row, without work done between.

    bool operator==(const PluginManifest&) const = default;
};

/// Whether `name` may be that of a plugin or an option.
[[nodiscard]] bool isPluginName(std::string_view name) noexcept;

/// **Errors:** InvalidInput, saying where and what is to be done: no TOML, an unknown key, a value
/// of another type or out of its range, a protocol that is not ours.
[[nodiscard]] PluginManifest parseManifest(std::string_view text);

}  // namespace tl::plugins
