/** Patients whose names try to run, read from the right, or never break, booked today and the next days, in the EHR of the house. */
import type { House } from './house.ts';

export const RUNS = '<img src=x onerror="document.title=1">';
export const FROM_THE_RIGHT = 'مريم عبد الرحمن الهاشمي';
export const NEVER_BREAKS = 'Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaftschaferswessenschafewaren';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

const PEOPLE = [RUNS, FROM_THE_RIGHT, NEVER_BREAKS];

export async function bookHostilePatients({ sandbox }: House): Promise<void> {
  const { today } = (await (await fetch(`${sandbox}/sandbox/api/state`)).json()) as { readonly today: string };
  for (const [index, name] of PEOPLE.entries()) {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: chartOf(`hostile-${String(index)}`, name, today),
    };
    const stored = await fetch(`${sandbox}/sandbox/api/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bundle),
    });
    if (stored.status !== 201) throw new Error(`not stored: ${await stored.text()}`);
  }
}

/** An order of which half a vial is left over, on a plan without a policy, from a payer named like the patient. */
function chartOf(id: string, name: string, today: string): readonly { readonly resource: object }[] {
  const subject = { reference: `Patient/${id}` };
  const dose = { value: 350, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' };
  return [
    { resourceType: 'Patient', id, name: [{ family: name, given: ['Ada'] }], birthDate: '1968-03-09' },
    {
      ...{ resourceType: 'Coverage', id: `${id}-coverage`, status: 'active', beneficiary: subject, subscriberId: 'Q1' },
      ...{ payor: [{ display: `Payer of ${name}` }], period: { start: `${today.slice(0, 4)}-01-01` } },
    },
    {
      ...{ resourceType: 'MedicationRequest', id: `${id}-order`, status: 'active', intent: 'order', subject },
      authoredOn: `${today}T08:00:00-06:00`,
      medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J1745' }], text: `infliximab ${name}` },
      dosageInstruction: [{ route: { text: 'intravenous' }, doseAndRate: [{ doseQuantity: dose }] }],
    },
    {
      ...{ resourceType: 'Appointment', id: `${id}-visit`, status: 'booked' },
      ...{ start: `${today}T13:00:00-06:00`, end: `${today}T15:00:00-06:00` },
      participant: [{ actor: subject, status: 'accepted' }],
      supportingInformation: [{ reference: `MedicationRequest/${id}-order` }],
    },
  ].map((resource) => ({ resource }));
}
