// The options of one backend: those of `-o key=value` whose keys begin with its name, as in
// `s3.region`. A backend reads the ones it knows; what is left over is refused, because an option
// that is misspelt must not be ignored.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace tl::storage {

/// Every function reads one option into `target`, which keeps its value when the option is not
/// given. **Errors:** InvalidInput for a value of the wrong form.
class BackendOptions {
  public:
    /// `backend` is the name before the dot, such as "s3". Other backends' options are left alone.
    BackendOptions(std::string_view backend, const std::map<std::string, std::string>& options);

    void readText(std::string_view key, std::string& target);
    /// A number above 0.
    void readCount(std::string_view key, std::size_t& target);
    /// `connections`, a number above 0: when it is given, it holds wherever the server is.
    void readConnections(std::size_t& usual, std::size_t& far);
    /// `on` or `off`; also `true`, `false`, `1` and `0`, as restic has them.
    void readSwitch(std::string_view key, bool& target);

    /// To be called when all known options are read. **Errors:** InvalidInput, naming one that is
    /// left.
    void refuseOthers() const;

  private:
    [[nodiscard]] std::string fullName(std::string_view key) const;

    std::string backend_;
    std::map<std::string, std::string, std::less<>> left_;  ///< By their keys behind the dot.
};

}  // namespace tl::storage
