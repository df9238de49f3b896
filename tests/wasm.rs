//! What the JavaScript facade gives, run in Node and in a browser.
#![cfg(target_arch = "wasm32")]
