// What can be written at a place of a job file, from the engine's table of keys.
import type { HclBlock, HclKey, HclKeys } from 'foreplan';
import type { Place } from './place';

/** Something that can be written. */
export interface Offer {
  /** What it is called. */
  label: string;
  /** What is put in; the cursor goes to `${}`. */
  template: string;
  /** What is known of it; of values that of their key. */
  key: HclKey;
  /** Whether it is a key rather than a value. */
  isKey: boolean;
}

/** The block that encloses a place; null if nobody knows its keys. */
export function blockAt(keys: HclKeys, path: string[]): HclBlock | null {
  let block = keys.root;
  for (const name of path) {
    const inner = keyIn(block, name)?.block;
    const next = inner === undefined ? undefined : keys.blocks[inner];
    if (!next) return null;
    block = next;
  }
  return block;
}

/** The key of this name in a block. */
export function keyIn(block: HclBlock | null, name: string): HclKey | null {
  return (block && Object.hasOwn(block.keys, name) && block.keys[name]) || null;
}

/** What can be written at a place. `rest` is what stands behind the cursor in its line. */
export function offers(keys: HclKeys, place: Place, rest: string): Offer[] {
  if (place.at === 'elsewhere') return [];
  const block = blockAt(keys, place.blocks);
  if (place.at === 'value') {
    const key = keyIn(block, place.key);
    return key ? valuesOf(key).map((value) => ({ label: value, template: quote(key, value, place.quoted), key, isKey: false })) : [];
  }
  // Where something follows, the name alone is exchanged.
  const isAlone = rest.trim() === '';
  return Object.entries(block?.keys ?? {}).map(([name, key]) => ({
    label: name,
    template: isAlone ? statement(name, key) : name,
    key,
    isKey: true,
  }));
}

function valuesOf(key: HclKey): string[] {
  return key.kind === 'bool' ? ['true', 'false'] : (key.values ?? []);
}

function quote(key: HclKey, value: string, isQuoted: boolean): string {
  return isQuoted || key.kind === 'bool' ? value : `"${value}"`;
}

/** A key with what has to follow it. */
function statement(name: string, { kind, label }: HclKey): string {
  switch (kind) {
    case 'block':
      return label === undefined ? `${name} {\n\t\${}\n}` : `${name} "\${}" {\n\t\n}`;
    case 'map':
      return `${name} {\n\t\${}\n}`;
    case 'list':
      return `${name} = ["\${}"]`;
    case 'string':
    case 'duration':
      return `${name} = "\${}"`;
    default:
      return `${name} = \${}`;
  }
}

/** What a key holds, in a few words: `block "name"`, `duration, "5s" if not set`. */
export function summary({ kind, default: preset, label }: HclKey): string {
  if (kind === 'block') return label === undefined ? 'block' : 'block with a label';
  return preset === undefined ? kind : `${kind}, ${preset} if not set`;
}
