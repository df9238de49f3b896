// Where the host loads the engine itself: call init or initSync before anything else.
export { default as init, initSync } from './engine.js';
export * from './foreplan.js';
