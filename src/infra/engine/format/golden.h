// What restic itself wrote, for the tests of this folder.

#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include <gtest/gtest.h>

namespace tl::engine {

/// The bytes of a file below tests/golden.
inline std::string goldenText(const std::string& name) {
    std::ifstream file{std::string{TL_GOLDEN_FOLDER "/"} + name, std::ios::binary};
    EXPECT_TRUE(file.is_open()) << name;
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline nlohmann::json goldenJson(const std::string& name) {
    return nlohmann::json::parse(goldenText(name));
}

/// The bytes that pairs of hex digits stand for.
inline std::string fromHex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

}  // namespace tl::engine
