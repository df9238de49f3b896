export * from './index.js';

/** What the engine can be made from: bytes, a compiled module, a response, or the address of one. */
export type EngineSource = BufferSource | WebAssembly.Module | Response | URL | string;

/** Loads the engine. Until it is done, nothing else of this module can be used. */
export function init(source: { module_or_path: EngineSource | Promise<EngineSource> }): Promise<unknown>;

/** Loads the engine from bytes or a compiled module, at once. */
export function initSync(source: { module: BufferSource | WebAssembly.Module }): unknown;
