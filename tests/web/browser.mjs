// The built page, served on this machine, and a browser to open it in.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

const dist = fileURLToPath(new URL('../../www/dist', import.meta.url));

/** Serves the page; gives its address. */
export async function serve() {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    try {
      const body = await readFile(join(dist, pathname === '/' ? 'index.html' : pathname));
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? TYPES['.html'] }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

export function launch() {
  const { FOREPLAN_CHROMIUM, FOREPLAN_CHROMIUM_ARGUMENTS = '' } = process.env;
  return chromium.launch({ executablePath: FOREPLAN_CHROMIUM, args: FOREPLAN_CHROMIUM_ARGUMENTS.split(' ') });
}

/** Opens the page and says what went wrong on it: errors in the console, and requests to anywhere else. */
export async function open(browser, address, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => request.url().startsWith(address) || request.url().startsWith('data:') || faults.push(`asked ${request.url()}`));
  await page.goto(address + hash);
  return { page, faults, close: () => context.close() };
}
