// What the user has put together: a job file, a fleet, and the jobs that run on it. Plain values, changed by pure
// functions; everything else on the page follows from them.
import type { Machines } from 'foreplan';

/** A job that was registered, with the file as it was then. */
export interface Registered {
  id: string;
  text: string;
}

export interface Session {
  text: string;
  /** The fleet's rows; null is the default fleet. */
  fleet: Machines[] | null;
  /** In the order of their registration; each job once. */
  registered: Registered[];
}

export function withText(session: Session, text: string): Session {
  return session.text === text ? session : { ...session, text };
}

/** Registers the text as it is; a job of the same id is replaced where it stands, as a later version. */
export function withRegistered(session: Session, job: Registered): Session {
  const others = session.registered.filter(({ id }) => id !== job.id);
  return { ...session, registered: [...others, job] };
}

export function withoutRegistered(session: Session, id: string): Session {
  return { ...session, registered: session.registered.filter((job) => job.id !== id) };
}

export function withFleet(session: Session, fleet: Machines[] | null): Session {
  return { ...session, fleet };
}

/** How many machines a fleet has. */
export function size(fleet: Machines[]): number {
  return fleet.reduce((total, { count = 1 }) => total + count, 0);
}

/** Changes one member of one row. */
export function withMachines(rows: Machines[], index: number, change: Partial<Machines>): Machines[] {
  return rows.map((row, at) => (at === index ? { ...row, ...change } : row));
}

/** Adds a row like the last one. */
export function withRow(rows: Machines[]): Machines[] {
  const last = rows.at(-1);
  return [...rows, { ...last, count: 1 }];
}

export function withoutRow(rows: Machines[], index: number): Machines[] {
  return rows.filter((_, at) => at !== index);
}

/** Fleets to begin with, besides the default one. */
export const PRESETS: { name: string; fleet: Machines[] }[] = [
  {
    name: 'Two datacenters',
    fleet: [
      { count: 4, name: 'east', datacenter: 'dc1', cpuMhz: 8000, memoryMb: 16384, diskMb: 200000, meta: { rack: 'e1', storage: 'ssd' } },
      { count: 4, name: 'west', datacenter: 'dc2', cpuMhz: 8000, memoryMb: 16384, diskMb: 200000, meta: { rack: 'w1', storage: 'ssd' } },
    ],
  },
  {
    name: 'A hundred machines',
    fleet: [
      { count: 60, name: 'small', datacenter: 'dc1', cpuMhz: 4000, memoryMb: 8192, diskMb: 100000, meta: { rack: 'r1', storage: 'hdd' } },
      { count: 36, name: 'large', datacenter: 'dc1', cpuMhz: 16000, memoryMb: 65536, diskMb: 500000, meta: { rack: 'r2', storage: 'ssd' } },
      {
        count: 4,
        name: 'gpu',
        datacenter: 'dc1',
        cpuMhz: 24000,
        memoryMb: 131072,
        diskMb: 900000,
        meta: { rack: 'r3', storage: 'ssd' },
        devices: [{ vendor: 'nvidia', type: 'gpu', name: 'Tesla T4', count: 2, memoryMb: 16384 }],
      },
    ],
  },
];
