// The session in the address: `#name` of a gallery job as it is, or `#s=` and everything, compressed.
import { GALLERY } from './gallery';
import type { Session } from './session';

/** The longest text that is unpacked: an address somebody made could otherwise fill the memory. */
const MOST_CHARACTERS = 4_000_000;

const START = 's=';

export async function toHash(session: Session): Promise<string> {
  const example = GALLERY.find(({ text }) => text === session.text);
  if (example && session.fleet === null && session.registered.length === 0) {
    return `#${example.name}`;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(session));
  const packed = await through(bytes, new CompressionStream('deflate-raw'), Infinity);
  return `#${START}${toBase64(packed)}`;
}

/** The session of an address, or null if it has none that can be read. */
export async function fromHash(hash: string): Promise<Session | null> {
  const content = hash.replace(/^#/, '');
  const example = GALLERY.find(({ name }) => name === content);
  if (example) return fresh(example.text);
  if (!content.startsWith(START)) return null;
  try {
    const packed = fromBase64(content.slice(START.length));
    const bytes = await through(packed, new DecompressionStream('deflate-raw'), MOST_CHARACTERS);
    return asSession(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** A session with this file and nothing else. */
export function fresh(text: string): Session {
  return { text, fleet: null, registered: [] };
}

/** Takes from a value what a session has; a fleet is checked by the engine that is given it. */
function asSession(value: unknown): Session | null {
  if (typeof value !== 'object' || value === null) return null;
  const { text, fleet, registered } = value as Partial<Record<keyof Session, unknown>>;
  if (typeof text !== 'string') return null;
  const jobs = Array.isArray(registered) ? registered : [];
  return {
    text,
    fleet: Array.isArray(fleet) ? fleet : null,
    registered: jobs.filter((job) => typeof job?.id === 'string' && typeof job?.text === 'string').map(({ id, text }) => ({ id, text })),
  };
}

async function through(bytes: Uint8Array<ArrayBuffer>, filter: CompressionStream | DecompressionStream, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(filter).getReader();
  const parts: BlobPart[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) throw new RangeError('too long');
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
