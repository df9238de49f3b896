// Cloudflare's workerd: the engine comes compiled, since nothing may be compiled at run time there.
import module from './engine_bg.wasm';
import { initSync } from './engine.js';

initSync({ module });

export * from './foreplan.js';
