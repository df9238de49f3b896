// The job files of the gallery. Each begins with a comment that says what it shows.

const files = import.meta.glob<string>('../../gallery/*.nomad', { query: '?raw', import: 'default', eager: true });

export interface Example {
  /** The file's name without its ending. */
  name: string;
  title: string;
  /** What it shows, in a sentence. */
  about: string;
  text: string;
}

/** In the order in which they are offered: what most people run first, what is rare last. */
const TITLES: [name: string, title: string][] = [
  ['web-service', 'Web service'],
  ['shop', 'Shop'],
  ['api-with-migration', 'Orders API'],
  ['connect-pair', 'Service mesh'],
  ['postgres', 'Database'],
  ['log-shipper', 'Log shipper'],
  ['nightly-backup', 'Nightly backup'],
  ['thumbnailer', 'Thumbnailer'],
  ['model-training', 'Model training'],
  ['mirrors', 'Mirrors'],
  ['quarter-report', 'Too large'],
];

export const GALLERY: Example[] = TITLES.map(([name, title]) => {
  const text = files[`../../gallery/${name}.nomad`] ?? '';
  return { name, title, about: firstComment(text), text };
});

function firstComment(text: string): string {
  const end = text.indexOf('\n');
  return text.slice(0, end < 0 ? text.length : end).replace(/^#\s*/, '');
}
