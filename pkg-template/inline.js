// Where no file can be read or fetched: the engine is text in a module, a third larger.
import base64 from './engine_inline.js';
import { initSync } from './engine.js';

initSync({ module: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) });

export * from './foreplan.js';
