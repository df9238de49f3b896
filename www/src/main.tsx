// Starts the page: the session of the address, the engine's worker, and the views.
import { render } from 'preact';
import { EngineClient } from './engine/client';
import type { Dialect } from './engine/messages';
import { GALLERY } from './state/gallery';
import { fresh, fromHash } from './state/hash';
import { Store } from './state/store';
import { App } from './views/app';

const element = document.getElementById('page');
const session = (await fromHash(location.hash)) ?? fresh(GALLERY[0]?.text ?? '');
const store = new Store(session, (listener) => {
  // The builder reads options only where they stand as they are.
  const start = (dialect: Dialect) =>
    dialect === 'hcl2'
      ? new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module', name: 'hcl2' })
      : new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module', name: 'hcl1' });
  return new EngineClient(start, listener);
});
addEventListener('hashchange', () => store.openAddress(location.hash));
if (element) render(<App store={store} />, element);
