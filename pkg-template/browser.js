// Browsers and bundlers: the engine is fetched from beside this file, before the import is done.
import init from './engine.js';

await init({ module_or_path: new URL('./engine_bg.wasm', import.meta.url) });

export * from './foreplan.js';
