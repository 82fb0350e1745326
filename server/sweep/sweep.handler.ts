/** `sweep` for whoever holds the database: progress lines, then the report of each tenant. */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { isAfter, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import type { JobRun } from '../store/jobs.ts';
import type { SweepAsked, SweepDesk, Sweeper } from './sweep.job.ts';

export function sweepHandler(sweeper: Sweeper, { desks }: Pick<SweepDesk, 'desks'>): CommandHandler {
  return async ({ tenant, from, to }, print) => {
    const span = { ...day('--from', from), ...day('--to', to) };
    if (span.from !== undefined && span.to !== undefined && isAfter(span.from, span.to))
      throw new CommandRefused('refused', '--from must not be after --to');
    const reports: unknown[] = [];
    for (const id of tenantsAsked([...desks.values()].flatMap(sweepable), tenant)) {
      const asked: SweepAsked = { tenant: id, ...span };
      reports.push(
        reportOf(
          await sweeper.sweep(asked, (done, of) => {
            print({ tenant: id, done, of });
          }),
        ),
      );
    }
    return reports;
  };
}

const sweepable = ({
  tenant,
}: {
  readonly tenant: { readonly id: string; readonly fhir: { readonly backend?: unknown } };
}): string[] => (tenant.fhir.backend === undefined ? [] : [tenant.id]);

function tenantsAsked(all: readonly string[], named: unknown): readonly string[] {
  if (all.length === 0)
    throw new CommandRefused(
      'refused',
      'No tenant has fhir.backend in the configuration: the sweep has no access of its own.',
    );
  if (named === undefined) return all;
  if (typeof named === 'string' && all.includes(named)) return [named];
  throw new CommandRefused('refused', `--tenant: no such tenant with fhir.backend, only ${all.join(', ')}`);
}

function day(option: '--from' | '--to', written: unknown): { readonly from?: PlainDate; readonly to?: PlainDate } {
  if (written === undefined) return {};
  const parsed = parsePlainDate(typeof written === 'string' ? written : '');
  if (!parsed.ok) throw new CommandRefused('refused', `${option}: must be a calendar day such as 2026-12-15`);
  return option === '--from' ? { from: parsed.value } : { to: parsed.value };
}

function reportOf({ tenant, id, state, report }: JobRun): unknown {
  return { tenant, run: id, state, ...(typeof report === 'object' ? report : {}) };
}
