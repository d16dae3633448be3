// SPDX-License-Identifier: Apache-2.0
// Opens reports in a browser, with and without scripts, and looks whether what hostile names hold stays text.
//
//   node report.mjs CHROMIUM HOSTILE.html ORDINARY.html WORK
//
// The last line is 'N passed, N failed, 0 skipped'.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, hostile, ordinary, work] = process.argv;
let passed = 0;
let failed = 0;
const check = (fact, holds, more = "") => {
  console.log(`${holds ? "ok" : "FAILED"} ${fact}${holds ? "" : `: ${more}`}`);
  if (holds) passed += 1;
  else failed += 1;
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

// Opens a page, and notes what it asks for and what the policy forbids.
const open = async (path, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { page, requests: [], complaints: [], dialogs: 0 };
  const url = pathToFileURL(path).href;
  page.on("request", (request) => request.url() !== url && seen.requests.push(request.url()));
  page.on("console", (message) => seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("dialog", (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  const began = performance.now();
  await page.goto(url);
  seen.milliseconds = performance.now() - began;
  return seen;
};

const hostileTexts = [
  "</script><script>sentinel=1</script>",
  "<img src=x onerror=sentinel=1>",
  "<svg onload=sentinel=1>",
  "</title></style><script>sentinel=1</script>",
  "\" onmouseover=sentinel=1 x=\"",
  "\\xe2\\x80\\xae", // U+202E
  "\\x00",
  "\\xff\\xfe", // not UTF-8
];

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";
  const { page, requests, complaints, dialogs } = await open(hostile, { javaScriptEnabled });
  check(`${how}, the page asks for nothing`, requests.length === 0, requests.join(" "));
  check(`${how}, it breaks no policy and no script fails`, complaints.length === 0, complaints.join(" | "));
  const found = await page.evaluate(() => ({
    text: document.body.textContent,
    title: document.title,
    sentinel: typeof window.sentinel,
    scripts: document.scripts.length,
    acting: document.querySelectorAll("img, iframe, object, embed, form, link, base, svg svg").length,
    handlers: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
      .filter((one) => /^(on|style$|src$|action$)/.test(one.name)).map((one) => one.name),
    links: [...document.querySelectorAll("a")].map((one) => one.getAttribute("href")).filter((one) => !/^#[a-z]+\d*$/.test(one)),
    hidden: document.getElementById("filter").hidden,
  }));
  check(`${how}, nothing of a name ran`, found.sentinel === "undefined" && dialogs === 0, found.sentinel);
  for (const text of hostileTexts) {
    check(`${how}, ${JSON.stringify(text)} is text`, found.text.includes(text), "it is not on the page");
  }
  check(`${how}, the name of the machine in the title is text`, found.title.includes("</title>"), found.title);
  check(`${how}, there is one script, and no element or attribute that acts`,
    found.scripts === 1 && found.acting === 0 && found.handlers.length === 0, JSON.stringify(found.handlers));
  check(`${how}, links stay in the page`, found.links.length === 0, found.links.join(" "));
  check(`${how}, no character of a name turns or hides text`,
    !/[\u0000-\u0008\u000e-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/.test(found.text));
  check(`${how}, the filter is ${javaScriptEnabled ? "shown" : "hidden"}`, found.hidden !== javaScriptEnabled);
}

{
  // That the policy works at all: markup that should not have come in does nothing.
  const forged = `${work}/forged.html`;
  writeFileSync(forged, readFileSync(ordinary, "utf8").replace("</main>",
    "<script>window.sentinel = 1</script><img src=\"http://127.0.0.1:9/x\" onerror=\"window.sentinel = 1\"></main>"));
  const { page, complaints } = await open(forged);
  check("markup that is put into a page is stopped by its policy",
    (await page.evaluate(() => typeof window.sentinel)) === "undefined" && complaints.length >= 2, complaints.join(" | "));
}

{
  const { page, milliseconds } = await open(ordinary);
  check("a report is there within 1.5 s", milliseconds < 1500, `${Math.round(milliseconds)} ms`);
  const shown = () => page.evaluate(() => [...document.querySelectorAll("tbody tr, ol.tree li")].filter((row) => row.checkVisibility()).length);
  const all = await shown();
  await page.fill("#filter input", "SUDOERS");
  const some = await shown();
  const without = await page.evaluate(() => [...document.querySelectorAll("#files tbody tr")]
    .filter((row) => row.checkVisibility() && !row.textContent.includes("sudoers")).length);
  check("the filter leaves the rows that hold its word", some > 0 && some < all && without === 0, `${some} of ${all}`);
  await page.fill("#filter input", "");
  check("without a word all rows are there again", (await shown()) === all);
  await page.click("ol.tree a");
  check("a process leads to its detection", /#d\d+$/.test(page.url()), page.url());
}

for (const colorScheme of ["light", "dark"]) {
  const { page } = await open(ordinary, { colorScheme });
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = Number(/\d+/.exec(background)[0]) > 128;
  check(`the page is ${colorScheme} where that is preferred`, light === (colorScheme === "light"), background);
  await page.screenshot({ path: `${work}/${colorScheme}.png`, fullPage: true });
  check(`a picture of it is taken, ${colorScheme}`, statSync(`${work}/${colorScheme}.png`).size > 20_000);
}

{
  const { page } = await open(ordinary);
  const pdf = await page.pdf({ format: "A4" });
  writeFileSync(`${work}/report.pdf`, pdf);
  check("it can be printed", pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 10_000, `${pdf.length} bytes`);
}

{
  const { page } = await open(ordinary, { viewport: { width: 400, height: 800 } });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check("on a narrow screen nothing hangs over", width <= 400, `${width} px`);
}

await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed === 0 ? 0 : 1);
