// What the page promises, tried in a browser on the built page: a test a promise.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, open, serve } from './browser.mjs';

const gallery = new URL('../../www/gallery/', import.meta.url);
const screenshots = new URL('screenshots/', import.meta.url);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await launch();
  mkdirSync(screenshots, { recursive: true });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the page for a test that ends with nothing wrong on it. */
function onPage(name, options, body) {
  test(name, { timeout: 60_000 }, async () => {
    const { page, faults, close } = await open(browser, server.address, options);
    await body(page);
    assert.deepEqual(faults, []);
    await close();
  });
}

const headline = (page, text) => page.getByRole('heading', { level: 2, name: text }).waitFor();
const editor = (page) => page.getByRole('textbox', { name: 'Job file' });

/** Puts a text in the place of the editor's. */
async function write(page, text) {
  await editor(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Types something in the place of the first line with this text. */
async function amend(page, line, typed) {
  await page.locator('.cm-line', { hasText: line }).first().click();
  await page.locator('.cm-activeLine', { hasText: line }).waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.type(typed);
}

onPage('the plan follows what is typed', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await amend(page, 'count = 4', 'count = 5');
  await headline(page, 'Five allocations would start.');
  assert.equal(await page.locator('.chips li').count(), 5);
});

onPage('an error is marked at its place, and the last plan stays in sight', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await amend(page, 'priority', 'prioriti = 70');
  await headline(page, 'One error in the job file.');
  assert.equal(await page.locator('.cm-lintRange-error').innerText(), 'prioriti');
  assert.equal(await page.locator('.cards > li').count(), 3);
  await page.getByRole('button', { name: /^line \d+, column \d+$/ }).first().click();
  assert.equal(await editor(page).evaluate((element) => element.getRootNode().activeElement === element), true);
});

onPage('a value that no job may have is marked too', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await amend(page, 'interval = "10s"', 'interval = "0s"');
  await headline(page, 'One error in the job file.');
  assert.equal(await page.locator('.cm-lintRange-error').innerText(), '"0s"');
});

onPage('a job that runs is compared with what is written', {}, async (page) => {
  await page.getByRole('button', { name: 'Run this job' }).click();
  await headline(page, 'Nothing would change.');
  await amend(page, 'count = 4', 'count = 3');
  await headline(page, 'Three allocations would be updated in place and one stop.');
  assert.match(await page.locator('.diff pre').innerText(), /\+\/- Count: "4" => "3"/);
  await page.getByRole('button', { name: 'Stop web' }).click();
  await headline(page, 'Three allocations would start.');
});

onPage('every job of the gallery has a plan', {}, async (page) => {
  const files = readdirSync(gallery).map((file) => file.replace('.nomad', ''));
  for (const name of files) {
    await page.goto(`${server.address}#${name}`);
    await page.locator('.cm-line', { hasText: firstLine(name).slice(0, 40) }).waitFor();
    await page.locator('.verdict h2:not(:text("Reading"))').waitFor();
    await page.waitForTimeout(200);
    const tone = await page.locator('.verdict').getAttribute('data-tone');
    assert.equal(tone === 'trouble', name === 'quarter-report', name);
  }
});

function firstLine(name) {
  return readFileSync(new URL(`${name}.nomad`, gallery), 'utf8').split('\n', 1)[0];
}

onPage('what does not fit says why', { hash: '#quarter-report' }, async (page) => {
  await headline(page, /do not fit\.$/);
  assert.match(await page.getByRole('region', { name: 'Problems' }).innerText(), /aggregate[\s\S]*(memory|cpu)/);
});

onPage('the fleet can be edited', { hash: '#quarter-report' }, async (page) => {
  await headline(page, /do not fit\.$/);
  await page.getByText('Edit the fleet').click();
  await page.getByLabel('Count, row 1').fill('9');
  await headline(page, 'Twelve allocations would start.');
  await page.getByRole('button', { name: 'A hundred machines' }).click();
  await page.locator('.tiles li').nth(99).waitFor();
});

onPage('a link brings the session back', {}, async (page) => {
  await amend(page, 'count = 4', 'count = 7');
  await page.getByText('Edit the fleet').click();
  await page.getByLabel('Datacenter, row 3').fill('dc9');
  await page.waitForURL(/#s=/);
  await page.waitForTimeout(600);
  await page.reload();
  await headline(page, 'Seven allocations would start.');
  assert.equal(await page.getByLabel('Datacenter, row 3').inputValue(), 'dc9');
});

onPage('hostile text does not stop the page', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await write(page, '{'.repeat(100_000));
  await headline(page, /in the job file\.$/);
  await write(page, readFileSync(new URL('shop.nomad', gallery), 'utf8'));
  await headline(page, 'Nine allocations would start.');
});

onPage('the engine that reads HCL2 comes with the first file that needs it', {}, async (page) => {
  const engines = [];
  page.on('request', (request) => request.url().endsWith('.wasm') && engines.push(new URL(request.url()).pathname));
  await headline(page, 'Four allocations would start.');
  assert.deepEqual(engines.filter((path) => !path.includes('hcl1')), []);
  await page.goto(`${server.address}#mirrors`);
  await headline(page, 'Six allocations would start.');
  assert.equal(engines.filter((path) => !path.includes('hcl1')).length, 1);
  await amend(page, 'default = 2', 'default = 3');
  await headline(page, 'Nine allocations would start.');
});

onPage('an example can be chosen with the keyboard alone', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await page.getByRole('button', { name: 'Examples' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await headline(page, 'Nine allocations would start.');
});

onPage('keys and their values are completed and explained', {}, async (page) => {
  await headline(page, 'Four allocations would start.');
  await write(page, 'job "a" {\n  group "g" {\n    task "t" {\n\n    }\n  }\n}');
  for (let line = 0; line < 3; line++) await page.keyboard.press('ArrowUp');
  await page.keyboard.type('      dri');
  const chosen = page.getByRole('listbox').locator('[aria-selected="true"]');
  await chosen.filter({ hasText: 'driver' }).waitFor();
  assert.match(await page.locator('.cm-completionInfo').innerText(), /What runs it/);
  await page.waitForTimeout(200);
  await page.screenshot({ path: new URL('completion.png', screenshots).pathname });

  await page.keyboard.press('Enter');
  await chosen.filter({ hasText: 'docker' }).waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const line = page.locator('.cm-activeLine');
  await line.filter({ hasText: 'driver = "exec"' }).waitFor();

  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: 'resources' }).waitFor();
  // The plan is dimmed while there is an error. The list is scrolled by the arrow keys, from the text.
  const aside = { exclude: ['.plan'], rules: { 'scrollable-region-focusable': { enabled: false } } };
  assert.deepEqual(await violations(page, aside), []);
  await page.keyboard.press('Escape');

  await page.locator('.cm-line', { hasText: 'driver' }).getByText('driver').hover();
  const tooltip = page.locator('.cm-tooltip-hover');
  await tooltip.waitFor();
  assert.match(await tooltip.innerText(), /driver string[\s\S]*What runs it/);
  await page.screenshot({ path: new URL('hover.png', screenshots).pathname });
});

/** What axe finds on the page. */
async function violations(page, { exclude = [], rules = {} } = {}) {
  await page.evaluate(axe);
  const run = ([exclude, rules]) => globalThis.axe.run({ include: [':root'], exclude }, { resultTypes: ['violations'], rules });
  const { violations } = await page.evaluate(run, [exclude, rules]);
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))]);
}

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
    onPage(`nothing for axe to complain of: ${device}, ${colorScheme}`, { hash: '#shop', viewport, colorScheme, deviceScaleFactor: 2 }, async (page) => {
      await headline(page, 'Nine allocations would start.');
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(400);
      await page.screenshot({ path: new URL(`${device}-${colorScheme}.png`, screenshots).pathname });
      assert.deepEqual(await violations(page), []);
    });
  }
}
