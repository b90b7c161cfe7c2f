#include "infra/plugins/plugin_answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::plugins {

namespace {

using nlohmann::json;

constexpr std::size_t kErrorLengthMax = 500;

/// Takes the three members that count, and holds nothing else: what is deep or wide costs nothing.
class AnswerReader final : public json::json_sax_t {
  public:
    ~AnswerReader() override { wipe(std::as_writable_bytes(std::span{secret_})); }

    bool null() override { return value(); }
    bool boolean(bool isTrue) override {
        if (isWanted("ok")) {
            ok_ = isTrue;
            hasOk_ = true;
        }
        return value();
    }
    bool number_integer(number_integer_t /*number*/) override { return value(); }
    bool number_unsigned(number_unsigned_t /*number*/) override { return value(); }
    bool number_float(number_float_t /*number*/, const string_t& /*text*/) override {
        return value();
    }
    bool string(string_t& text) override {
        if (isWanted("error"))
            error_ = text;
        else if (isWanted("secret"))
            std::swap(secret_, text);
        wipe(std::as_writable_bytes(std::span{text}));
        return value();
    }
    bool binary(binary_t& /*bytes*/) override { return value(); }
    bool start_object(std::size_t /*size*/) override { return start(); }
    bool key(string_t& name) override {
        if (depth_ == 1) member_ = name;
        return true;
    }
    bool end_object() override { return end(); }
    bool start_array(std::size_t /*size*/) override {
        // The document itself is to be an object.
        return depth_ > 0 && start();
    }
    bool end_array() override { return end(); }
    bool parse_error(std::size_t /*position*/,
                     const std::string& /*token*/,
                     const nlohmann::detail::exception& /*problem*/) override {
        return false;
    }

    [[nodiscard]] PluginAnswer take() {
        if (!hasOk_)
            throw Error{ErrorKind::Unavailable, "its answer does not say whether it is ok"};
        return {.isOk = ok_,
                .error = withoutControls(error_.substr(0, kErrorLengthMax)),
                .secret = Secret::fromText(secret_)};
    }

  private:
    [[nodiscard]] bool isWanted(const char* name) const { return depth_ == 1 && member_ == name; }
    /// A value was read. The document itself is to be an object.
    [[nodiscard]] bool value() const { return depth_ > 0; }
    bool start() {
        ++depth_;
        return true;
    }
    bool end() {
        --depth_;
        return true;
    }

    std::size_t depth_ = 0;
    std::string member_;
    bool ok_ = false;
    bool hasOk_ = false;
    std::string error_;
    std::string secret_;
};

}  // namespace

PluginAnswer parseAnswer(std::span<const std::byte> document) {
    if (document.empty()) throw Error{ErrorKind::Unavailable, "it ended without an answer"};
    if (document.size() > kAnswerBytesMax)
        throw Error{ErrorKind::Unavailable, "its answer is longer than a mebibyte"};
    const auto* const text = reinterpret_cast<const char*>(document.data());
    AnswerReader reader;
    if (!json::sax_parse(text, text + document.size(), &reader))
        throw Error{ErrorKind::Unavailable, "its answer is no JSON object"};
    return reader.take();
}

}  // namespace tl::plugins
