#include "infra/engine/crypto/key.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "infra/engine/crypto/box.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using Bytes = std::vector<std::byte>;

nlohmann::json vectors() {
    return nlohmann::json::parse(std::ifstream{TL_GOLDEN_FOLDER "/crypto/vectors.json"});
}

Bytes fromHex(const std::string& hex) {
    Bytes bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

Bytes fromBase64(const std::string& text) {
    Bytes bytes(text.size() / 4 * 3);
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                    reinterpret_cast<const unsigned char*>(text.data()),
                    static_cast<int>(text.size()));
    bytes.resize(bytes.size() - static_cast<std::size_t>(std::ranges::count(text, '=')));
    return bytes;
}

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

Bytes bytesOf(std::span<const std::byte> bytes) {
    return {bytes.begin(), bytes.end()};
}

Key keyOf(const nlohmann::json& golden) {
    Key key;
    std::ranges::copy(fromHex(golden["encrypt_key"]), key.encryption.begin());
    std::ranges::copy(fromHex(golden["mac_k"]), key.macK.begin());
    std::ranges::copy(fromHex(golden["mac_r_unclamped"]), key.macR.begin());
    return key;
}

ErrorKind kindOfReading(std::string_view json) {
    try {
        (void)readMasterKey(bytesOf(json));
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "was read: " << json;
    return ErrorKind::Internal;
}

TEST(Key, IsDerivedAsTheVectorSays) {
    const auto golden = vectors()["scrypt"];
    const Key key = deriveKey(Secret::fromText(golden["password"].get<std::string>()),
                              fromHex(golden["salt_hex"]),
                              {.n = golden["N"], .r = golden["r"], .p = golden["p"]});
    EXPECT_EQ(bytesOf(key.encryption), fromHex(golden["encrypt"]));
    EXPECT_EQ(bytesOf(key.macK), fromHex(golden["mac_k"]));
    EXPECT_EQ(bytesOf(key.macR), fromHex(golden["mac_r"]));
}

TEST(Key, CostParametersThatScryptRefusesAreCorrupted) {
    const Bytes salt(64);
    for (const ScryptParameters& bad :
         {ScryptParameters{.n = 1000, .r = 8, .p = 1}, ScryptParameters{.n = 1, .r = 8, .p = 1},
          ScryptParameters{.n = 1024, .r = 0, .p = 1}, ScryptParameters{.n = 1024, .r = 8, .p = 0},
          ScryptParameters{.n = 2, .r = 32768, .p = 32768}}) {
        try {
            (void)deriveKey(Secret::fromText("pw"), salt, bad);
            ADD_FAILURE() << bad.n << " " << bad.r << " " << bad.p;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Corrupted) << error.what();
        }
    }
}

TEST(Key, MemoryThatIsNotToBeHadIsResourceExhausted) {
    try {
        (void)deriveKey(Secret::fromText("pw"), Bytes(64),
                        {.n = 1U << 31U, .r = 1U << 16U, .p = 1});
        ADD_FAILURE() << "16 PiB were allocated";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::ResourceExhausted) << error.what();
    }
}

TEST(Key, OpensTheKeyFileThatResticWrote) {
    const auto golden = vectors()["restic_key_file"];
    const auto file = nlohmann::json::parse(golden["json"].get<std::string>());
    const Key user =
        deriveKey(Secret::fromText(golden["password"].get<std::string>()), fromBase64(file["salt"]),
                  {.n = file["N"], .r = file["r"], .p = file["p"]});
    SystemRandom random;
    const Bytes json = BoxCipher{user, random}.open(fromBase64(file["data"]));
    const Key master = readMasterKey(json);
    EXPECT_EQ(writeMasterKey(master).text(), golden["master_json"].get<std::string>());
    const Bytes config = BoxCipher{master, random}.open(fromHex(golden["config_file_hex"]));
    // In a repository of format 2 the plaintext of a file that is not a blob may be compressed; a
    // config never is.
    EXPECT_TRUE(std::ranges::equal(config, bytesOf(golden["config_json"].get<std::string>())));
}

TEST(Key, MasterKeyIsWrittenAsTheVectorSays) {
    const auto golden = vectors();
    EXPECT_EQ(writeMasterKey(keyOf(golden)).text(), golden["master_json"].get<std::string>());
}

TEST(Key, MasterKeyRoundTrips) {
    SystemRandom random;
    const Key key = makeRandomKey(random);
    const Key read = readMasterKey(writeMasterKey(key).bytes());
    EXPECT_EQ(read.encryption, key.encryption);
    EXPECT_EQ(read.macK, key.macK);
    EXPECT_EQ(read.macR, key.macR);
}

TEST(Key, MasterKeyMayHaveAnyOrderBlanksAndMoreMembers) {
    const std::string json = R"( {"later": [1, {"mac": 2}], "encrypt" :
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" , "mac": { "r" : "8PHy8/T19vf4+fr7/P3+/w==" ,
        "k" : "ICEiIyQlJicoKSorLC0uLw==" } } )";
    EXPECT_EQ(writeMasterKey(readMasterKey(bytesOf(json))).text(),
              vectors()["master_json"].get<std::string>());
}

TEST(Key, MasterKeyThatIsNotInOrderIsCorrupted) {
    const std::string good = vectors()["master_json"].get<std::string>();
    const auto with = [&](std::string_view part, std::string_view instead) {
        std::string json = good;
        json.replace(json.find(part), part.size(), instead);
        return json;
    };
    for (const std::string& bad : {
             std::string{},
             std::string{"null"},
             std::string{"[]"},
             good.substr(0, good.size() / 2),
             with("encrypt", "encript"),
             with("\"k\"", "\"q\""),
             with("ICEiIyQlJicoKSorLC0uLw==", ""),
             with("ICEiIyQlJicoKSorLC0uLw==", "ICEiIyQlJicoKSorLC0u"),      // 15 bytes
             with("ICEiIyQlJicoKSorLC0uLw==", "ICEiIyQlJicoKSorLC0uLzA="),  // 17 bytes
             with("ICEiIyQlJicoKSorLC0uLw==", "ICEiIyQlJicoKSorLC0uLw=A"),  // no base64
             with("ICEiIyQlJicoKSorLC0uLw==", "ICEiIyQlJicoKSorLC0uL*=="),  // no base64
             with("ICEiIyQlJicoKSorLC0uLw==", "AAAAAAAAAAAAAAAAAAAAAA=="),  // only zeros
             with("\"ICEiIyQlJicoKSorLC0uLw==\"", "17"),
         })
        EXPECT_EQ(kindOfReading(bad), ErrorKind::Corrupted) << bad;
}

TEST(Key, ZerosAreNoValidKey) {
    SystemRandom random;
    EXPECT_FALSE(Key{}.isValid());
    for (int part = 0; part < 3; ++part) {
        Key key = makeRandomKey(random);
        EXPECT_TRUE(key.isValid());
        if (part == 0) key.encryption = {};
        if (part == 1) key.macK = {};
        if (part == 2) key.macR = {};
        EXPECT_FALSE(key.isValid()) << part;
    }
}

TEST(Key, ANewOneCostsAsMuchMemoryAsResticsOwn) {
    const ScryptParameters parameters = chooseScryptParameters();
    EXPECT_EQ(parameters.n, 32768U);
    EXPECT_EQ(parameters.r, 8U);
    EXPECT_GE(parameters.p, 1U);
}

}  // namespace
}  // namespace tl::engine
