/** A schedule of many visits: what a sweep kept about a few patients, kept again under many names. */
import { sql } from 'kysely';
import { decisionsIn, newDecisionId } from '../../../server/store/decisions.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { keepStandings, standingsOfPatient } from '../../../server/store/standings.ts';

const NAMES = [
  'Ana Lindqvist',
  'Bartholomew Featherstonehaugh-Wolfeschlegelstein',
  'مريم عبد الرحمن',
  '<b>Robert</b> Smith',
  'Li Wei',
  "Siobhán O'Brien",
];

/** `count` visits on `day`, from 7 AM to 5 PM, on eight chairs. */
export async function fillDay(store: Store, day: string, count: number, models: readonly string[]): Promise<void> {
  const decisions = decisionsIn(store.db);
  for (let n = 0; n < count; n += 1) {
    const model = models[n % models.length] ?? '';
    const [standing] = await standingsOfPatient(store.db, 'lab', `Patient/p${model}`);
    const kept = await store.decisions.findDecision('lab', standing?.decision_id ?? '');
    if (standing === undefined || kept === undefined) throw new Error('no model to copy');
    const [id, own] = [newDecisionId(), `x${String(n)}`];
    const renamed = (text: string): string =>
      text
        .replaceAll(`Patient/p${model}"`, `Patient/${own}"`)
        .replaceAll(`Appointment/a${model}"`, `Appointment/${own}"`)
        .replaceAll(standing.visit_date, day)
        .replace(
          `"ref":"Patient/${own}"`,
          `$&,"name":${JSON.stringify(NAMES[n % NAMES.length])},"birthDate":"1961-04-02"`,
        );
    await decisions.keepDecision({
      ...kept,
      ...{ id, patientRef: `Patient/${own}` },
      ...{ decision: renamed(kept.decision), snapshot: renamed(kept.snapshot) },
    });
    const hour = String(7 + Math.floor((n * 10) / count)).padStart(2, '0');
    const minute = String((n * 7) % 60).padStart(2, '0');
    await keepStandings(store.db, [
      {
        ...{ tenant: 'lab', appointment: `Appointment/${own}`, patient_ref: `Patient/${own}`, visit_date: day },
        ...{ digest: own, decision_id: id, evaluated_at: new Date(Date.now() - (n % 17 === 0 ? 30 : 1) * 3_600_000) },
        standing: {
          ...(JSON.parse(renamed(JSON.stringify(standing.standing))) as object),
          scheduled: {
            start: `${day}T${hour}:${minute}:00-05:00`,
            end: `${day}T${String(Number(hour) + 2).padStart(2, '0')}:${minute}:00-05:00`,
            place: n % 9 === 0 ? 'Annex' : 'Main',
            chair: `Chair ${String((n % 8) + 1)}`,
            payer: n % 3 === 0 ? 'Open Health' : 'Sunrise Health Plan',
          },
        },
      },
    ]);
  }
  await decisions.drain();
  await sql`analyze visit_standing`.execute(store.db);
}
