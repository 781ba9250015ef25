// Our own lint rules, as a plugin of oxlint. What they allow where is set in .oxlintrc.json.
import { logMessageIsStatic } from "./log-message-is-static.mjs";
import { noClockOutsideMain } from "./no-clock-outside-main.mjs";
import { noEnvOutsideConfig } from "./no-env-outside-config.mjs";
import { noModuleState } from "./no-module-state.mjs";
import { noShellString } from "./no-shell-string.mjs";
import { onlyAppError } from "./only-app-error.mjs";
import { secretNotInTemplate } from "./secret-not-in-template.mjs";

export default {
  meta: { name: "postern" },
  rules: {
    "log-message-is-static": logMessageIsStatic,
    "no-clock-outside-main": noClockOutsideMain,
    "no-env-outside-config": noEnvOutsideConfig,
    "no-module-state": noModuleState,
    "no-shell-string": noShellString,
    "only-app-error": onlyAppError,
    "secret-not-in-template": secretNotInTemplate,
  },
};
