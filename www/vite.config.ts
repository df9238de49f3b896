import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The package that `cargo xtask npm` assembles: the page uses what everybody can install. */
const packaged = (file: string) => fileURLToPath(new URL(`../pkg/${file}`, import.meta.url));

/** Nothing from elsewhere, and no code but ours. Not while developing: the server's reloading needs more. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  // The editor sets style attributes in long lines; nothing can be loaded or run by one.
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
  ],
};

export default defineConfig({
  // The page may stand in any folder of a server.
  base: './',
  plugins: [contentSecurityPolicy],
  resolve: {
    alias: [
      { find: 'foreplan/slim', replacement: packaged('slim.js') },
      // What comes behind the name, `?url`, stays there.
      { find: /^foreplan\/engine\.wasm/, replacement: packaged('engine_bg.wasm') },
      { find: /^foreplan\/engine-hcl1\.wasm/, replacement: packaged('engine_hcl1_bg.wasm') },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { fs: { allow: ['..'] } },
});
