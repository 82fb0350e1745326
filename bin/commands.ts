import type { CommandStreams } from '../server/commands/ndjson-lines.ts';

/** Runs with the arguments after its name; resolves to the exit status. */
export type Run = (argv: readonly string[], streams: CommandStreams) => Promise<number>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Loads the command only when it is called: `assess` needs neither Express nor the database. */
  readonly load: () => Promise<Run>;
}

/** What the command line offers, in the order in which help lists it. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    summary: 'run the server',
    load: async () => (await import('../server/commands/serve.command.ts')).runServe,
  },
  {
    name: 'sandbox',
    summary: 'run the sandbox EHR',
    load: async () => (await import('../server/commands/sandbox.command.ts')).runSandbox,
  },
  {
    name: 'assess',
    summary: 'decide infusion visits, one FHIR Bundle per line',
    load: async () => (await import('../server/commands/assess.command.ts')).runAssess,
  },
  {
    name: 'waste',
    summary: 'plan vials or chart JW and JZ, one administration per line',
    load: async () => (await import('../server/commands/waste.command.ts')).runWaste,
  },
  {
    name: 'margin',
    summary: 'price administrations, one per line',
    load: async () => (await import('../server/commands/margin.command.ts')).runMarginInForce,
  },
  {
    name: 'import',
    summary: 'take in price, policy, authorization and eligibility files',
    load: async () => (await import('../server/commands/import.command.ts')).runImport,
  },
  {
    name: 'sweep',
    summary: 'decide every booked visit of the coming days again',
    load: async () => (await import('../server/commands/sweep.command.ts')).runSweepCommand,
  },
  {
    name: 'replay',
    summary: 'decide kept snapshots again with the rules that decided them',
    load: async () => (await import('../server/commands/replay.command.ts')).runReplay,
  },
  {
    name: 'audit',
    summary: 'check the audit chain, or take its records away',
    load: async () => (await import('../server/commands/audit.command.ts')).runAudit,
  },
  notYet('learn', 'learn likelihoods from outcomes'),
  {
    name: 'doctor',
    summary: 'check the installation',
    load: async () => (await import('../server/commands/doctor.command.ts')).runDoctor,
  },
  {
    name: 'patient',
    summary: 'export or delete what is kept about a patient',
    load: async () => (await import('../server/commands/patient.command.ts')).runPatient,
  },
  {
    name: 'db',
    summary: 'copy the embedded database into a PostgreSQL server',
    load: async () => (await import('../server/commands/db.command.ts')).runDb,
  },
];

/** Exit status of a command that was called wrongly or cannot be carried out. */
export const CANNOT = 2;

/** Named here so that nobody takes its absence for a typing error of theirs. */
function notYet(name: string, summary: string): Command {
  const say: Run = (argv, { stdout, stderr }) => {
    const sentence = `chairready ${name} is not available in this version.\n`;
    const isHelp = argv.includes('--help') || argv.includes('-h');
    (isHelp ? stdout : stderr).write(isHelp ? `Usage: chairready ${name}\n\nWill ${summary}. ${sentence}` : sentence);
    return Promise.resolve(isHelp ? 0 : CANNOT);
  };
  return { name, summary: `${summary} (not available in this version)`, load: () => Promise.resolve(say) };
}
