import { foreignLimits } from "./foreign-limits.mjs";

/**
 * What is wrong with one import; `undefined` when it is allowed.
 *
 * @param {import("./import-graph.mjs").Arrow} arrow
 * @param {readonly import("./module-table.mjs").Module[]} modules
 */
export function judgeArrow(arrow, modules) {
  const holder = modules.find(({ folder }) => arrow.from.startsWith(`${folder}/`));
  if (holder === undefined)
    return "The file belongs to no module of the table in docs/architecture.md. Add the module there, or move the file.";
  if (arrow.kind === "lost") return "The package does not export this. Import what its package.json exports, or export it there.";
  if (arrow.kind === "core" || arrow.kind === "npm") return judgeForeign(arrow, holder);
  return judgeOwn(arrow, holder, modules);
}

function judgeForeign({ from, kind, to }, holder) {
  const limit = foreignLimits[holder.name];
  if (limit === undefined || isTest(from) || isTooling(from, holder)) return undefined;
  const isForbidden = (kind === "core" && limit.noCore) || limit.forbidden.some((name) => to === name || to === `node:${name}`);
  return isForbidden ? `${limit.why} Move the code to a module that may, or pass its result in.` : undefined;
}

function judgeOwn(arrow, holder, modules) {
  const target = modules.find(({ folder }) => arrow.to.startsWith(`${folder}/`));
  if (target === holder) return judgeFeatures(arrow);
  if (arrow.kind === "local") {
    return "A package is entered by its name, through its index or a subpath that it exports; a relative path goes past that. Import @postern/<name>.";
  }
  if (target?.name === "testing" && !isTest(arrow.from) && !isTooling(arrow.from, holder))
    return "Product code that needs a fake would ship it. Only tests import testing.";
  if (mayImport(arrow, holder, target)) return undefined;
  const allowed = holder.mayImport.join(", ") || "nothing of ours";
  return `${holder.name} may import ${allowed} (docs/architecture.md, Layout). Put what you need into a module below both, or pass it in.`;
}

function mayImport({ from, specifier, isTypeOnly }, holder, target) {
  const isApp = target.folder.startsWith("apps/");
  if (holder.mayImport.includes("all")) return !isApp;
  // A test may take any package to set up its scene. An app is tested from outside, in e2e/.
  if (isTest(from) && !isApp) return true;
  const subpath = specifier.split("/").slice(2).join("/");
  return holder.mayImport.some((word) => {
    // Types of a module that is entered by one subpath only bring nothing along.
    const isTypeOfHolder = isTypeOnly && word.startsWith(`${target.name}/`);
    return word === target.name || `apps/${word}` === target.name || word === `${target.name}/${subpath}` || isTypeOfHolder;
  });
}

function judgeFeatures({ from, to, isTypeOnly }) {
  const [mine, theirs] = [featureOf(from), featureOf(to)];
  if (mine === undefined || theirs === undefined || mine === theirs || isTest(from)) return undefined;
  const isOpen = /\/(service|wire)\.ts$/.test(to) || (isTypeOnly && !to.endsWith("/store.ts"));
  if (isOpen) return undefined;
  return "A feature of the server is used through its service.ts (or the shapes of its wire.ts, or types): its tables are its own business.";
}

function featureOf(path) {
  return /^apps\/server\/src\/features\/([^/]+)\//.exec(path)?.[1];
}

function isTest(path) {
  return /\.test\.tsx?$|\/testing\//.test(path);
}

// Mock servers, vector generators and build settings lie beside src/ and are never shipped.
function isTooling(path, { folder, name }) {
  return name === "testing" || !path.startsWith(`${folder}/src/`);
}
