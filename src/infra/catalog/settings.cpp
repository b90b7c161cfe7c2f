#include "infra/catalog/settings.h"

#include "infra/catalog/fields.h"

namespace tl::catalog {

std::string Settings::value(const std::string& name) const {
    const auto rows =
        database_.query("SELECT value FROM settings WHERE name = ?", {name}, {CellType::Text});
    return rows.empty() ? std::string{} : textIn(rows[0][0]);
}

void Settings::set(const std::string& name, const std::string& value) {
    requireText(value, name);
    database_.transaction([&] {
        database_.execute("DELETE FROM settings WHERE name = ?", {name});
        if (!value.empty())
            database_.execute("INSERT INTO settings (name, value) VALUES (?, ?)", {name, value});
    });
}

}  // namespace tl::catalog
