// The fleet as a table to edit.
import type { Machines } from 'foreplan';
import { PRESETS, withMachines, withoutRow, withRow } from '../state/session';

export interface FleetProps {
  fleet: Machines[] | null;
  defaultFleet: Machines[];
  change(fleet: Machines[] | null): void;
}

/** The most machines of a row here. The engine takes more; a table of them would not help anybody. */
const MOST = 10_000;

const NUMBERS: [keyof Machines & ('count' | 'cpuMhz' | 'memoryMb' | 'diskMb'), string, number][] = [
  ['count', 'Count', 1],
  ['cpuMhz', 'CPU, MHz', 500],
  ['memoryMb', 'Memory, MB', 512],
  ['diskMb', 'Disk, MB', 1000],
];

const TEXTS: [keyof Machines & ('name' | 'datacenter'), string][] = [
  ['name', 'Name'],
  ['datacenter', 'Datacenter'],
];

export function Fleet({ fleet, defaultFleet, change }: FleetProps) {
  const rows = fleet ?? defaultFleet;
  return (
    <details class="fleet">
      <summary>Edit the fleet</summary>
      <div class="presets">
        <button type="button" aria-pressed={fleet === null} onClick={() => change(null)}>
          Three machines
        </button>
        {PRESETS.map((preset) => (
          <button type="button" aria-pressed={fleet === preset.fleet} onClick={() => change(preset.fleet)}>
            {preset.name}
          </button>
        ))}
      </div>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {[...NUMBERS.slice(0, 1), ...TEXTS, ...NUMBERS.slice(1)].map(([, title]) => (
                <th scope="col">{title}</th>
              ))}
              <th scope="col">
                <span class="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Row
                key={index}
                row={row}
                number={index + 1}
                change={(members) => change(withMachines(rows, index, members))}
                remove={rows.length > 1 ? () => change(withoutRow(rows, index)) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" onClick={() => change(withRow(rows))}>
        Add machines
      </button>
    </details>
  );
}

interface RowProps {
  row: Machines;
  number: number;
  change(members: Partial<Machines>): void;
  remove: (() => void) | null;
}

function Row({ row, number, change, remove }: RowProps) {
  const numeric = ([member, title, step]: (typeof NUMBERS)[number]) => (
    <td>
      <input
        type="number"
        aria-label={`${title}, row ${number}`}
        min={member === 'count' ? 0 : step}
        max={member === 'count' ? MOST : undefined}
        step={member === 'count' ? 1 : step}
        value={row[member]}
        onInput={({ currentTarget: { valueAsNumber } }) => {
          if (Number.isInteger(valueAsNumber) && valueAsNumber >= 0 && (member !== 'count' || valueAsNumber <= MOST)) change({ [member]: valueAsNumber });
        }}
      />
    </td>
  );
  const [count, ...sizes] = NUMBERS;
  return (
    <>
      <tr>
        {count && numeric(count)}
        {TEXTS.map(([member, title]) => (
          <td>
            <input type="text" aria-label={`${title}, row ${number}`} value={row[member]} onInput={({ currentTarget: { value } }) => change({ [member]: value })} />
          </td>
        ))}
        {sizes.map(numeric)}
        <td>
          {remove && (
            <button type="button" aria-label={`Remove row ${number}`} title="Remove" onClick={remove}>
              ×
            </button>
          )}
        </td>
      </tr>
      <tr class="extras">
        <td colspan={7}>{extras(row)}</td>
      </tr>
    </>
  );
}

/** What else the machines have, in a line. */
function extras({ drivers, meta, volumes, devices }: Machines): string {
  const parts = [
    ...(drivers ?? []),
    ...Object.entries(meta ?? {}).map(([key, value]) => `${key} ${value}`),
    ...(volumes ?? []).map((name) => `volume ${name}`),
    ...(devices ?? []).map(({ count = 1, name }) => (count === 1 ? name : `${count} × ${name}`)),
  ];
  return parts.join(' · ');
}
