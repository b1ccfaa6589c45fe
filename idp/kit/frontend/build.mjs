// Builds the look of the platform: one stylesheet, fonts, scripts, licences.
//
//   npm run build                        into ../egov_kit/static and the Keycloak theme
//   npm run build -- --kit DIR --theme DIR   elsewhere
//
// Files get a hash of their content in their name, so they may be cached for ever;
// `manifest.json` maps plain names to these, `assets.ftl` does so for the sign-in pages.
// Beside each text file lie `.br` and `.gz`, so that no server has to compress.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const { values: target } = parseArgs({
  options: {
    kit: { type: "string", default: join(here, "../egov_kit/static") },
    theme: { type: "string", default: join(here, "../../keycloak/themes/egov/login") },
  },
});

const FONTS = join(modules, "@fontsource/public-sans");
// The npm package of govuk-frontend brings no licence file, so its text lies in licences/.
const LICENCES = {
  "govuk-frontend.txt": join(here, "licences/govuk-frontend.txt"),
  "htmx.txt": join(modules, "htmx.org/LICENSE"),
  "public-sans.txt": join(FONTS, "LICENSE"),
};

function hashed(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return `${basename(name, extname(name))}-${digest}${extname(name)}`;
}

// The stylesheet, naming each font by its content, and the fonts it names.
function stylesheet() {
  const { css } = compile(join(here, "styles/egov.scss"), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
  });
  const fonts = {};
  const named = css.replaceAll(/fonts\/([\w-]+\.woff2)/g, (_, name) => {
    const content = readFileSync(join(FONTS, "files", name));
    fonts[name] = { file: hashed(name, content), content };
    return `fonts/${hashed(name, content)}`;
  });
  return { css: named, fonts };
}

// The one import of egov.js points at the hashed name of what it imports.
function scripts() {
  const govuk = readFileSync(
    join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"),
    "utf8",
  ).replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");
  const own = readFileSync(join(here, "scripts/egov.js"), "utf8").replace(
    "./govuk-frontend.min.js",
    `./${hashed("govuk-frontend.min.js", govuk)}`,
  );
  const htmx = readFileSync(join(modules, "htmx.org/dist/htmx.min.js"), "utf8");
  return { "govuk-frontend.min.js": govuk, "egov.js": own, "htmx.min.js": htmx };
}

function write(folder, name, content) {
  const file = hashed(name, content);
  writeFileSync(join(folder, file), content);
  writeFileSync(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(folder, `${file}.br`), brotliCompressSync(content));
  return file;
}

function writeFonts(folder, fonts) {
  mkdirSync(join(folder, "fonts"), { recursive: true });
  for (const { file, content } of Object.values(fonts)) {
    writeFileSync(join(folder, "fonts", file), content);
  }
}

function licences(folder) {
  mkdirSync(join(folder, "licences"), { recursive: true });
  for (const [name, file] of Object.entries(LICENCES)) {
    cpSync(file, join(folder, "licences", name));
  }
}

// What the build before made stays until the next one: servers may still hand out pages that name
// it. What is older goes.
function removeOld(folder, index, kept) {
  const before = existsSync(index) ? readFileSync(index, "utf8") : "";
  const sheet = before.match(/egov-[0-9a-f]{10}\.css/)?.[0];
  const css = sheet && existsSync(join(folder, sheet)) ? readFileSync(join(folder, sheet), "utf8") : "";
  const wanted = (name) =>
    kept.includes(name) || before.includes(name.replace(/\.(br|gz)$/, "")) || css.includes(name);
  for (const below of [folder, join(folder, "fonts")]) {
    for (const entry of existsSync(below) ? readdirSync(below, { withFileTypes: true }) : []) {
      if (entry.isFile() && !wanted(entry.name)) rmSync(join(below, entry.name));
    }
  }
}

function replace(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function buildKit(folder, { css, fonts }) {
  const index = join(folder, "manifest.json");
  mkdirSync(folder, { recursive: true });
  removeOld(folder, index, [basename(index)]);
  const files = { "egov.css": css, ...scripts() };
  for (const name of readdirSync(join(here, "images"))) {
    files[name] = readFileSync(join(here, "images", name), "utf8");
  }
  const manifest = {};
  for (const [name, content] of Object.entries(files)) {
    manifest[name] = write(folder, name, content);
  }
  for (const [name, { file }] of Object.entries(fonts)) {
    manifest[`fonts/${name}`] = `fonts/${file}`;
  }
  writeFonts(folder, fonts);
  licences(folder);
  replace(index, `${JSON.stringify(manifest, null, 2)}\n`);
}

function buildTheme(folder, { css, fonts }) {
  const resources = join(folder, "resources");
  const index = join(folder, "assets.ftl");
  mkdirSync(resources, { recursive: true });
  removeOld(resources, index, []);
  const sheet = hashed("egov.css", css);
  const emblem = readFileSync(join(here, "images/emblem.svg"), "utf8");
  const icon = hashed("emblem.svg", emblem);
  writeFileSync(join(resources, sheet), css);
  writeFileSync(join(resources, icon), emblem);
  writeFonts(resources, fonts);
  licences(resources);
  const lines = [`<#assign stylesheet="${sheet}">`, `<#assign emblem="${icon}">`];
  replace(index, `${lines.join("\n")}\n`);
}

const style = stylesheet();
buildKit(resolve(target.kit), style);
buildTheme(resolve(target.theme), style);
