// Every answer of B2 is this input: the first byte says what is asked for, the next what status it
// is answered with.

#include <string>
#include <vector>

#include "fuzz.h"
#include "storage/b2/b2_backend.h"

namespace {

class OneAnswer final : public tl::HttpClient {
  public:
    OneAnswer(int status, std::vector<std::byte> body) : status_{status}, body_{std::move(body)} {}

    tl::HttpResponse send(const tl::HttpRequest& request,
                          const std::stop_token& /*stop*/) override {
        if (request.url.ends_with("b2_authorize_account") && status_ != 401) {
            constexpr std::string_view kSession =
                R"({"accountId":"a","authorizationToken":"t","apiUrl":"https://a",)"
                R"("downloadUrl":"https://d","allowed":{"bucketId":"b","bucketName":"bucket"}})";
            const auto bytes = std::as_bytes(std::span{kSession});
            return {.status = 200, .body = {bytes.begin(), bytes.end()}};
        }
        return {.status = status_, .body = body_};
    }

  private:
    int status_;
    std::vector<std::byte> body_;
};

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    constexpr int kStatuses[] = {200, 400, 401, 503};
    const auto body = tl::fuzz::bytesOf(data + 2, size - 2);
    tl::storage::B2Options options{.bucket = "bucket", .keyId = "id"};
    options.key = tl::Secret::fromText("key");
    tl::storage::B2Backend backend{
        options, std::make_unique<OneAnswer>(kStatuses[data[1] % 4],
                                             std::vector<std::byte>{body.begin(), body.end()})};
    const tl::storage::FileId id{.type = tl::storage::FileType::Key, .name = std::string(64, 'a')};
    try {
        switch (data[0] % 4) {
            case 0:
                backend.list(tl::storage::FileType::Key, [](const auto&, auto) {}, {});
                break;
            case 1:
                (void)backend.remove(id, {});
                break;
            case 2:
                backend.create({});
                break;
            default:
                (void)backend.trySize(id, {});
                break;
        }
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() != tl::ErrorKind::Internal);
    }
    return 0;
}
