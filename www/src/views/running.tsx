// What runs on the cluster besides the plan: jobs that were registered here.
import type { PlanReport } from 'foreplan';
import type { Registered } from '../state/session';

export interface RunningProps {
  registered: Registered[];
  /** The plan of the file as it is, if there is one. */
  planned: PlanReport | null;
  register(): void;
  deregister(id: string): void;
}

export function Running({ registered, planned, register, deregister }: RunningProps) {
  const again = registered.some(({ id }) => id === planned?.job.id);
  return (
    <div class="running">
      <button type="button" class="primary" disabled={!planned} onClick={register}>
        {again ? 'Run this version' : 'Run this job'}
      </button>
      {registered.length === 0 ? (
        <p>Nothing runs yet. Run a job, change it, and see what an update would do.</p>
      ) : (
        <ul aria-label="Running jobs">
          {registered.map(({ id }) => (
            <li key={id}>
              {id}
              <button type="button" aria-label={`Stop ${id}`} title={`Stop ${id}`} onClick={() => deregister(id)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
