#pragma once
/// The version of the Agent whose wire formats Troupe speaks; intakes choose by
/// it (tools/decisions/0008). Our own is `troupe_version()`.

namespace troupe {

inline constexpr const char* agent_version = "7.71.2";

} // namespace troupe
