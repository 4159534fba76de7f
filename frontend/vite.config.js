/*
 * One build: `npm run build` writes hashed files and `.vite/manifest.json`
 * to src/vmeste/static/dist, where the template tag `{% bundle %}` reads them.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { purgeCSSPlugin } from "@fullhuman/postcss-purgecss";
import subsetFont from "subset-font";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = resolve(here, "../src/vmeste");

/** Every file below `folder` whose name ends in one of `endings`. */
function walk(folder, endings) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((name) => !name.includes("/static/dist/") && !name.includes("/migrations/"))
    .sort();
}

/**
 * The icons used: those of icons.json (names that only data knows) and those
 * templates and Python files mention as `icon "name"`, `icon="name"` or `"icon": "name"`.
 */
function usedIcons() {
  const names = new Map(JSON.parse(readFileSync(join(here, "icons.json"), "utf8")).map((name) => [name, "icons.json"]));
  const mention = /\bicon(?:_name)?["']?\s*[=:]?\s*["']([a-z][a-z0-9-]*)["']/g;
  for (const file of walk(source, [".html", ".py"])) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(mention)) names.set(name, names.get(name) ?? file);
  }
  return [...names].sort();
}

/** One SVG file with a <symbol> for every icon used. */
function iconSprite() {
  return {
    name: "icon-sprite",
    generateBundle() {
      const symbols = [];
      for (const [name, place] of usedIcons()) {
        const file = join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
        if (!existsSync(file)) {
          this.error(`${place} asks for the icon "${name}", which @tabler/icons does not have.`);
        }
        const shapes = readFileSync(file, "utf8")
          .replace(/<!--[\s\S]*?-->/g, "")
          .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
          .replace(/<\/svg>\s*$/, "")
          .replace(/<path stroke="none"[^>]*\/>/g, "")
          .replace(/\s*\n\s*/g, "");
        symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`);
      }
      this.emitFile({
        type: "asset",
        name: "sprite.svg",
        originalFileName: "sprite.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`,
      });
    },
  };
}

/**
 * The product's font, cut down to the letters that Russian and English pages
 * print (60 kB become 37 kB); written to .build/ where styles/fonts.css finds it.
 */
async function smallFonts() {
  const range = (first, last) =>
    Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");
  const letters = {
    latin: `${range(0x20, 0x7e)}\u00a0\u202f«»©§°±·×–—‘’“”„…•−€™`,
    cyrillic: `${range(0x410, 0x44f)}Ёё№`,
  };
  mkdirSync(join(here, ".build"), { recursive: true });
  for (const [script, text] of Object.entries(letters)) {
    const whole = join(here, "node_modules/@fontsource-variable/golos-text/files", `golos-text-${script}-wght-normal.woff2`);
    const small = await subsetFont(readFileSync(whole), text, {
      targetFormat: "woff2",
      variationAxes: { wght: { min: 400, max: 700 } },
    });
    writeFileSync(join(here, ".build", `golos-${script}.woff2`), small);
  }
}

/** Files that templates name by themselves: listed in the manifest under their own name. */
function plainAssets(names) {
  return {
    name: "plain-assets",
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: "asset", name, originalFileName: name, source: readFileSync(join(here, "assets", name)) });
      }
    },
  };
}

/*
 * Tabler is 637 kB; we ship the rules whose class some template, Python file or
 * script mentions, and all rules of our own. Classes put together from pieces
 * are listed by pattern.
 */
const words = (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [];
const ownClasses = walk(join(here, "styles"), [".css"]).flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name),
);

const purge = purgeCSSPlugin({
  content: [...walk(source, [".html", ".py"]), ...walk(join(here, "components"), [".js"]), join(here, "main.js"), join(here, "charts.js")],
  // Of Python and JavaScript only what stands in quotation marks; of templates every word.
  extractors: [
    { extensions: ["py", "js"], extractor: (text) => (text.match(/(["'`])(?:(?!\1)[^\n])*\1/g) ?? []).flatMap(words) },
    { extensions: ["html"], extractor: (text) => words(text.replace(/\{% comment %\}[^]*?\{% endcomment %\}|>[^<{]*</g, " ")) },
  ],
  safelist: {
    standard: [...ownClasses, /^htmx-/, /^is-/, /^status-/, /^tone-/, /^theme-/, "open", "dark", "light", /^data-/],
    deep: [/^htmx-/],
    variables: [/^--v-/],
  },
  variables: true,
  keyframes: true,
});

/*
 * Parts of Tabler that we draw ourselves from the ground up (styles/parts.css,
 * controls.css), or do not have; their names are ours, so the purge would keep them.
 */
const REPLACED =
  /\.(?:alert|avatar|badge|btn-(?!primary|danger|sm|icon)|dropdown|empty|field|form-(?!control|select|check-input)|menu|nav|page|pagination|progress|prose|search|sidebar|skip|status|stat|steps|steps-|tabs|toast|tooltip|topbar|upload|card-(?!header|title|body|footer|actions)|table-(?!responsive))[\w-]*|data-vc|data-bs-theme-/;

const dropReplaced = {
  postcssPlugin: "drop-replaced",
  Once(root) {
    root.walkAtRules("layer", (layer) => {
      if (layer.params !== "tabler") return;
      layer.walkRules((rule) => {
        const kept = rule.selectors.filter((selector) => !REPLACED.test(selector));
        if (kept.length === 0) rule.remove();
        else if (kept.length < rule.selectors.length) rule.selectors = kept;
      });
    });
  },
};

export default defineConfig(async ({ mode }) => {
  await smallFonts();
  return {
    root: here,
    base: "./",
    publicDir: false,
    plugins: [iconSprite(), plainAssets(["favicon.svg"])],
    css: { postcss: { plugins: mode === "development" ? [dropReplaced] : [dropReplaced, purge] } },
    build: {
      outDir: resolve(source, "static/dist"),
      emptyOutDir: true,
      manifest: true,
      // School computers still run the last browsers of Windows 7.
      target: ["chrome109", "firefox115", "safari15.6"],
      cssTarget: ["chrome109", "firefox115", "safari15.6"],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
      // htmx carries an eval that our settings (components/htmx.js) and the security policy switch off.
      rollupOptions: { checks: { eval: false }, input: { main: join(here, "main.js"), theme: join(here, "theme.js") } },
    },
  };
});
