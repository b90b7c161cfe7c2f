// Which variables of the environment hold secrets by their names, so that programs started here are
// not handed what they need not know: who may look at a process sees its environment.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl {

/// True for names such as RESTIC_PASSWORD, AWS_SECRET_ACCESS_KEY or B2_ACCOUNT_KEY.
[[nodiscard]] bool isSecretVariable(std::string_view name) noexcept;

/// Our own environment (ownEnvironment) without those.
[[nodiscard]] std::vector<std::string> environmentWithoutSecrets();

}  // namespace tl
