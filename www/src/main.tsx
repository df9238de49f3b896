// Starts the page: the session of the address, the engine's worker, and the views.
import { render } from 'preact';
import { EngineClient } from './engine/client';
import { GALLERY } from './state/gallery';
import { fresh, fromHash } from './state/hash';
import { Store } from './state/store';
import { App } from './views/app';

const element = document.getElementById('page');
const session = (await fromHash(location.hash)) ?? fresh(GALLERY[0]?.text ?? '');
const store = new Store(session, (listener) => {
  const start = () => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  return new EngineClient(start, listener);
});
addEventListener('hashchange', () => store.openAddress(location.hash));
if (element) render(<App store={store} />, element);
